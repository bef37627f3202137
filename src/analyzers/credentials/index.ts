import type { RawFinding } from '../../findings.ts';
import { findingAbout } from '../../guardrails/index.ts';
import {
  containersOf,
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  type Manifest,
  own,
  podSpecsOf,
} from '../../manifest/index.ts';
import type { Analyzer, CheckInput, CheckResult } from '../types.ts';
import { credentialFormat } from './formats.ts';
import { isCredentialName, looksRandom, settingsIn } from './names.ts';

/** Credentials written where anybody can read them. What they are is never part of a message. */
export const credentials: Analyzer = {
  checks: { format: byFormat, name: byName },
  reach: () => 'object',
};

/** Texts in well-known formats, anywhere but in Secrets, whose values are nobody's to read. */
function byFormat({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  for (const manifest of set.manifests) {
    if (isSecret(manifest) || manifest.resource.kind === 'CustomResourceDefinition') continue;
    eachText(manifest.object, (text, path) => {
      const format = credentialFormat(text);
      if (format === undefined) return;
      const message = `${label(manifest)} holds ${format} in ${place(path)}: everyone who can read the repository, the rendered manifest or the object has it.`;
      findings.push(findingAbout(guardrail, manifest, [...path], message, lineWith(format, text)));
    });
  }
  return { findings };
}

/** Values that look random behind names that say credential: ConfigMaps, annotations, command lines. */
function byName({ set, guardrail }: CheckInput): CheckResult {
  const findings: RawFinding[] = [];
  for (const manifest of set.manifests) {
    if (isSecret(manifest)) continue;
    for (const { path, name, textLine } of [
      ...fromConfigMap(manifest),
      ...fromAnnotations(manifest),
      ...fromArguments(manifest),
    ]) {
      const message = `${label(manifest)} sets ${name} in ${place(path)} to what looks like a credential: everyone who can read the repository or the object has it.`;
      findings.push(
        findingAbout(guardrail, manifest, path, message, textLine === undefined ? {} : { textLine }),
      );
    }
  }
  return { findings };
}

interface Named {
  readonly path: FieldPath;
  readonly name: string;
  readonly textLine?: number;
}

/** The line of a text that holds a credential; none where it takes several, or there is only one. */
function lineWith(format: string, text: string): { textLine?: number } {
  const lines = text.split('\n');
  const textLine = lines.length > 1 ? lines.findIndex(line => credentialFormat(line) === format) : -1;
  return textLine < 0 ? {} : { textLine };
}

function fromConfigMap({ object, resource }: Manifest): Named[] {
  if (resource.kind !== 'ConfigMap' || resource.group !== '') return [];
  return entries(own(object, 'data')).flatMap(([key, text]): Named[] => {
    const path = ['data', key];
    if (credentialFormat(text) !== undefined) return [];
    if (isCredentialName(key)) return looksRandom(text.trim()) ? [{ path, name: key }] : [];
    const setting = settingsIn(text, key).find(
      ({ name, value }) => isCredentialName(name) && looksRandom(value),
    );
    return setting === undefined ? [] : [{ path, name: setting.name, textLine: setting.line }];
  });
}

function fromAnnotations({ object }: Manifest): Named[] {
  return entries(own(own(object, 'metadata'), 'annotations')).flatMap(([key, text]): Named[] => {
    const name = key.split('/').at(-1) ?? key;
    const found = isCredentialName(name) && looksRandom(text) && credentialFormat(text) === undefined;
    return found ? [{ path: ['metadata', 'annotations', key], name: key }] : [];
  });
}

/** `--db-password=...`, and `--db-password ...` in two arguments. */
function fromArguments(manifest: Manifest): Named[] {
  return podSpecsOf(manifest)
    .flatMap(containersOf)
    .flatMap(({ path, spec }) =>
      ['command', 'args'].flatMap(field => {
        const list = own(spec, field);
        if (!Array.isArray(list)) return [];
        return list.flatMap((argument, index): Named[] => {
          if (typeof argument !== 'string') return [];
          const [, flag = '', given] = /^--?([\w.-]{1,100})(?:=(.*))?$/s.exec(argument) ?? [];
          if (!isCredentialName(flag)) return [];
          const next = list[index + 1];
          const value = given ?? (typeof next === 'string' && !next.startsWith('-') ? next : '');
          if (!looksRandom(value) || credentialFormat(value) !== undefined) return [];
          return [{ path: [...path, field, given === undefined ? index + 1 : index], name: `--${flag}` }];
        });
      }),
    );
}

function isSecret({ resource }: Manifest): boolean {
  return /^(?:Sealed|External|Push)?Secret$/.test(resource.kind);
}

function label({ resource: { kind, namespace, name } }: Manifest): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function place(path: FieldPath): string {
  const [first, second, last] = [path[0], path[1], path.at(-1)];
  if (first === 'data' || (first === 'metadata' && second === 'annotations'))
    return `${String(first)} key ${last}`;
  return path.includes('env')
    ? 'an environment variable'
    : typeof last === 'number'
      ? 'an argument'
      : `field ${last}`;
}

function entries(map: Json | undefined): [string, string][] {
  return isObject(map)
    ? Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
}

/** Shows every text of an object, but those of status. The path is the caller's only for the moment. */
function eachText(object: JsonObject, see: (text: string, path: FieldPath) => void): void {
  const path: (string | number)[] = [];
  const visit = (value: Json | undefined): void => {
    if (typeof value === 'string') see(value, path);
    else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        path.push(index);
        visit(value[index]);
        path.pop();
      }
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        if (path.length === 0 && key === 'status') continue;
        path.push(key);
        visit(value[key]);
        path.pop();
      }
    }
  };
  visit(object);
}
