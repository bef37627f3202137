import { list } from '../../json.ts';
import { type Json, own, type PodSpecRef } from '../../manifest/index.ts';
import { byText } from '../../repository/index.ts';
import { listed } from '../words.ts';
import { anywhere, type Found } from './found.ts';
import { specOf, textAt } from './read.ts';
import type { Served } from './services.ts';

/** A port of a Service, and where it leads. */
interface Port {
  readonly name: string;
  readonly number: string;
  readonly protocol: string;
  readonly nodePort: string;
  /** As written: a number, or the name of a container's port. */
  readonly target: string;
  /** Numbers on the pods, sorted; empty where no container has a port of that name. */
  readonly numbers: readonly string[];
  /** Whether a container declares it. A number need not be declared. */
  readonly isDeclared: boolean;
}

/** What becomes of the ports of a Service that is there on both sides. */
export function portsOf({ before, after, was, is }: Served): Found[] {
  const [old, fresh] = [portsRead(specOf(before), was), portsRead(specOf(after), is)];
  const found = (risk: Found['risk'], said: (name: string) => string): Found => ({
    kind: 'traffic',
    risk,
    manifest: after,
    text: label => said(label(after.resource)),
  });
  const result: Found[] = [];
  for (const port of old) {
    const next = partner(port, old, fresh);
    const title = titleOf(port);
    if (next === undefined) {
      result.push(found('medium', name => `${name} no longer listens on port ${title}.`));
      continue;
    }
    if (port.number !== next.number)
      result.push(
        found('medium', name => `${name} listens on port ${titleOf(next)} now (was ${port.number}).`),
      );
    if (port.nodePort !== '' && next.nodePort !== '' && port.nodePort !== next.nodePort)
      result.push(
        found(
          'medium',
          name => `${name} is reached on node port ${next.nodePort} now (was ${port.nodePort}).`,
        ),
      );
    if (was.length > 0 && is.length > 0) {
      const text = targetText(port, next, is);
      if (text !== undefined)
        result.push(found(text[0], name => `Port ${titleOf(next)} of ${name} ${text[1]}`));
    }
  }
  return result;
}

/** The same port on the other side: by its name, by its number, or because it is the only one. */
function partner(port: Port, old: readonly Port[], fresh: readonly Port[]): Port | undefined {
  const same = fresh.find(each => each.number === port.number && each.protocol === port.protocol);
  if (same !== undefined) return same;
  const named = port.name === '' ? undefined : fresh.find(({ name }) => name === port.name);
  const isFree = (each: Port) =>
    !old.some(other => other.number === each.number && other.protocol === each.protocol);
  if (named !== undefined && isFree(named)) return named;
  const [only] = fresh;
  return old.length === 1 && fresh.length === 1 ? only : undefined;
}

function targetText(old: Port, next: Port, pods: readonly PodSpecRef[]): [Found['risk'], string] | undefined {
  const owners = listed([...new Set(pods.map(({ manifest }) => anywhere(manifest.resource)))].sort(byText));
  const isNamed = !isNumber(next.target);
  if (isNamed && next.numbers.length === 0 && old.numbers.length > 0)
    return ['high', `leads nowhere: no container of ${owners} has a port named ${next.target}.`];
  if (old.isDeclared && !next.isDeclared && !isNamed) {
    const declared = declaredPorts(pods);
    if (declared.length > 0 && !pods.some(({ byShape }) => byShape))
      return [
        'medium',
        `leads to ${next.target}, which no container of ${owners} declares any more (${listed(declared)}).`,
      ];
  }
  const [was, is] = [old.numbers.join(', '), next.numbers.join(', ')];
  // Said by the port itself.
  if (was === old.number && is === next.number) return undefined;
  return was !== is && was !== '' && is !== ''
    ? ['low', `leads to port ${is} of the pods now (was ${was}).`]
    : undefined;
}

function portsRead(spec: Json | undefined, pods: readonly PodSpecRef[]): Port[] {
  return list(own(spec, 'ports')).map(port => {
    const number = textAt(port, 'port');
    const target = textAt(port, 'targetPort') || number;
    const protocol = textAt(port, 'protocol') || 'TCP';
    // The first of a pod that fits is taken (pkg/api/v1/pod/util.go `FindPort`).
    const fitting = pods.flatMap(pod => {
      const first = containerPorts(pod).find(
        each =>
          (textAt(each, 'protocol') || 'TCP') === protocol &&
          textAt(each, isNumber(target) ? 'containerPort' : 'name') === target,
      );
      return first === undefined ? [] : [first];
    });
    const numbers = isNumber(target) ? [target] : fitting.map(each => textAt(each, 'containerPort'));
    return {
      name: textAt(port, 'name'),
      number,
      protocol,
      nodePort: textAt(port, 'nodePort'),
      target,
      numbers: [...new Set(numbers)].sort(byText),
      isDeclared: fitting.length > 0,
    };
  });
}

function containerPorts({ spec }: PodSpecRef): Json[] {
  return [...list(own(spec, 'containers')), ...list(own(spec, 'initContainers'))].flatMap(container =>
    list(own(container, 'ports')),
  );
}

function declaredPorts(pods: readonly PodSpecRef[]): string[] {
  const numbers = pods.flatMap(containerPorts).map(port => textAt(port, 'containerPort'));
  return [...new Set(numbers)].filter(number => number !== '').sort(byText);
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** `80`, `9090 (metrics)`. */
function titleOf({ number, name }: Port): string {
  return name === '' ? number : `${number} (${name})`;
}
