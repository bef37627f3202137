import type { Json } from '../manifest/index.ts';
import { nearest } from '../nearest.ts';
import type { Problem } from '../problems.ts';
import { parseQuantity } from './cel/index.ts';
import type {
  Activation,
  ActiveGuardrail,
  Guardrail,
  GuardrailSettings,
  Parameter,
  Profile,
} from './types.ts';
import { PROFILES } from './types.ts';

/**
 * Applies the configuration to the guardrails that were loaded.
 *
 * A guardrail is active when the profile includes it (a team's own is in every profile unless its file says
 * otherwise), or when the configuration names it: naming one is asking for it. `severity: off` always wins.
 */
export function activate(guardrails: readonly Guardrail[], settings: GuardrailSettings): Activation {
  const problems: Problem[] = [];
  const ids = guardrails.map(guardrail => guardrail.id);
  const known = new Set(ids);
  const at = settings.file === undefined ? {} : { file: settings.file };

  for (const id of Object.keys(settings.guardrails).sort()) {
    if (known.has(id)) continue;
    const guess = nearest(id, ids);
    problems.push({
      code: 'guardrail-unknown',
      message: `The configuration names a guardrail "${id}" that does not exist`,
      hint: guess === undefined ? 'List them with: kubeproof rules' : `Did you mean "${guess}"?`,
      ...at,
      gates: true,
    });
  }

  const active: ActiveGuardrail[] = [];
  for (const guardrail of [...guardrails].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const wish = Object.hasOwn(settings.guardrails, guardrail.id)
      ? settings.guardrails[guardrail.id]
      : undefined;
    if (wish?.severity === 'off') continue;
    if (wish === undefined && !includes(settings.profile, guardrail.profile)) continue;
    const parameters = withDefaults(guardrail.parameters);
    for (const [name, value] of Object.entries(wish?.parameters ?? {})) {
      const problem = parameterProblem(guardrail, name, value);
      if (problem === undefined) parameters[name] = value;
      else problems.push({ ...problem, ...at });
    }
    active.push({ guardrail, severity: wish?.severity ?? guardrail.severity, parameters });
  }
  return { active, problems };
}

/** Every parameter with its default. */
export function withDefaults(declared: Readonly<Record<string, Parameter>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(declared).map(([name, parameter]) => [name, parameter.default]));
}

/** Whether a value has a parameter's declared type. Lists are lists of strings. */
export function hasType(value: Json | undefined, type: Parameter['type']): boolean {
  if (type === 'list') return Array.isArray(value) && value.every(item => typeof item === 'string');
  if (type === 'quantity') return value === '' || parseQuantity(value) !== undefined;
  if (type === 'integer') return typeof value === 'bigint' || Number.isSafeInteger(value);
  return typeof value === type;
}

function includes(chosen: Profile, needed: Profile): boolean {
  return PROFILES.indexOf(needed) <= PROFILES.indexOf(chosen);
}

function parameterProblem(guardrail: Guardrail, name: string, value: Json): Problem | undefined {
  const declared = Object.hasOwn(guardrail.parameters, name) ? guardrail.parameters[name] : undefined;
  if (declared === undefined) {
    const names = Object.keys(guardrail.parameters).sort();
    const guess = nearest(name, names);
    const has = names.length === 0 ? 'It has no parameters' : `It has: ${names.join(', ')}`;
    return {
      code: 'parameter-unknown',
      message: `Guardrail ${guardrail.id} has no parameter "${name}"`,
      hint: guess === undefined ? has : `Did you mean "${guess}"?`,
      gates: true,
    };
  }
  if (hasType(value, declared.type)) return undefined;
  const wanted =
    declared.type === 'list'
      ? 'a list of strings'
      : declared.type === 'quantity'
        ? 'a quantity such as 500m or 1Gi'
        : `of type ${declared.type}`;
  return {
    code: 'parameter-type',
    message: `Parameter "${name}" of guardrail ${guardrail.id} must be ${wanted}`,
    hint: `Its default is ${JSON.stringify(declared.default, (_, item) => (typeof item === 'bigint' ? Number(item) : item))}`,
    gates: true,
  };
}
