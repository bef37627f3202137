import type { Manifest } from '../../manifest/index.ts';
import type { ResourceChange } from '../diff/index.ts';
import { listed } from '../words.ts';
import type { Context, Found } from './found.ts';
import { renderingOf } from './places.ts';
import { annotationOf, optionsOf } from './read.ts';

/** What runs something; other hooks are objects that are only made at that time. */
const RUNNING = new Set(['Job', 'Pod', 'Workflow']);

/** When Helm runs a hook, by what happens to the release: https://helm.sh/docs/topics/charts_hooks */
const HELM: Readonly<Record<Happening, Readonly<Record<string, string>>>> = {
  install: { 'pre-install': 'before the installation', 'post-install': 'after the installation' },
  upgrade: { 'pre-upgrade': 'before the upgrade', 'post-upgrade': 'after the upgrade' },
  delete: { 'pre-delete': 'before the release is deleted', 'post-delete': 'after the release is deleted' },
};

/** When a hook that does not run now would. */
const LATER: Readonly<Record<string, string>> = {
  'pre-install': 'before an installation',
  'post-install': 'after an installation',
  'pre-upgrade': 'before each upgrade',
  'post-upgrade': 'after each upgrade',
  'pre-delete': 'before the release is deleted',
  'post-delete': 'after the release is deleted',
  'pre-rollback': 'before a rollback',
  'post-rollback': 'after a rollback',
  test: 'with helm test',
  PreSync: 'before each sync',
  Sync: 'during each sync',
  PostSync: 'after each sync',
  SyncFail: 'when a sync fails',
  PreDelete: 'before the Application is deleted',
  PostDelete: 'after the Application is deleted',
};

/** https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves */
const ARGO: Readonly<Record<string, string>> = {
  PreSync: 'before the sync',
  Sync: 'during the sync',
  PostSync: 'after the sync',
};

/** How Argo CD takes Helm's hooks: https://argo-cd.readthedocs.io/en/stable/user-guide/helm#helm-hooks */
const AS_ARGO: Readonly<Record<string, string>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
  'post-delete': 'PostDelete',
};

const WAVE = 'argocd.argoproj.io/sync-wave';

type Happening = 'install' | 'upgrade' | 'delete';
type State = 'new' | 'changed' | 'same' | 'ended';

/** Of one, of several. */
const SAID: Readonly<Record<State, readonly [string, string]>> = {
  new: ['is a new hook and runs', 'are new hooks and run'],
  changed: ['is changed and runs', 'are changed and run'],
  same: ['runs', 'run'],
  ended: ['no longer runs', 'no longer run'],
};

/** Which hooks run because of the change, those that come, change or go, and other waves of a sync. */
export function hooks(context: Context): Found[] {
  const { changes, places } = context;
  const touched = new Map<string, Map<Manifest, ResourceChange>>();
  for (const change of changes) {
    for (const manifest of [change.base, change.head]) {
      if (manifest === undefined) continue;
      const key = renderingOf(manifest);
      const members = touched.get(key) ?? new Map<Manifest, ResourceChange>();
      touched.set(key, members.set(manifest, change));
    }
  }
  const found: Found[] = [];
  for (const [rendering, touching] of touched) {
    const [old, fresh] = [places.base.in(rendering), places.head.in(rendering)];
    const happening = old.length === 0 ? 'install' : fresh.length === 0 ? 'delete' : 'upgrade';
    const present = happening === 'delete' ? old : fresh;
    for (const hook of present) found.push(...running(hook, happening, touching.get(hook), context));
    if (happening !== 'upgrade') continue;
    for (const hook of old) found.push(...ended(hook, touching.get(hook), context));
  }
  return [...found, ...changes.flatMap(wave)];
}

function running(
  hook: Manifest,
  happening: Happening,
  change: ResourceChange | undefined,
  context: Context,
): Found[] {
  const events = eventsOf(hook, context);
  if (events.length === 0) return [];
  const state = happening !== 'upgrade' || change === undefined ? 'same' : stateOf(change, context);
  const now = events.find(event => whenOf(event, happening) !== undefined);
  if (now === undefined) {
    // Tests run when somebody asks for them.
    if (state === 'same' || (state === 'changed' && events.every(event => event === 'test'))) return [];
    const later = events.map(event => LATER[event] ?? event);
    return [told(hook, 'low', state, listed([...new Set(later)]), events)];
  }
  const risk = state === 'same' ? 'low' : 'medium';
  const when = whenOf(now, happening) as string;
  return [told(hook, risk, state, when, [now]), ...(state === 'new' ? [] : leftover(hook, happening))];
}

/** It was a hook and is none now, or is gone. */
function ended(hook: Manifest, change: ResourceChange | undefined, context: Context): Found[] {
  if (change === undefined) return [];
  const before = eventsOf(hook, context);
  const after = change.head === undefined || change.base !== hook ? [] : eventsOf(change.head, context);
  const lost = before.filter(event => !after.includes(event));
  if (lost.length === 0 || (change.head !== undefined && change.base !== hook)) return [];
  const times = listed([...new Set(lost.map(event => LATER[event] ?? event))]);
  const isOften = lost.some(event => whenOf(event, 'upgrade') !== undefined);
  return [told(hook, isOften ? 'medium' : 'low', 'ended', times, lost)];
}

function told(
  hook: Manifest,
  risk: Found['risk'],
  state: State,
  when: string,
  events: readonly string[],
): Found {
  const { kind, name } = hook.resource;
  const tool = events.some(event => event in ARGO || /^(?:Sync|Pre|Post)[A-Z]/.test(event))
    ? 'Argo CD'
    : 'Helm';
  const said = `${tool} hook ${listed(events)}`;
  return {
    kind: 'hook',
    risk,
    manifest: hook,
    id: `${state}\0${kind}\0${when}\0${said}`,
    name,
    text: (_, __, names) => {
      const [one, several] = SAID[state];
      return names.length === 1
        ? `${kind} ${names[0]} ${one} ${when} (${said}).`
        : `${kind}s ${listed(names)} ${several} ${when} (${said}).`;
    },
  };
}

function stateOf({ operation, base, fields }: ResourceChange, context: Context): State {
  if (operation === 'added' || base === undefined || eventsOf(base, context).length === 0) return 'new';
  return fields.some(({ noise }) => noise === undefined) ? 'changed' : 'same';
}

/** Where Argo CD deploys the target, Helm's hooks are Argo CD's. */
function eventsOf(hook: Manifest, { managers }: Context): string[] {
  if (!RUNNING.has(hook.resource.kind)) return [];
  const { target } = hook.origin;
  const known = managers.of(target);
  const isArgo = known.length > 0 && known.every(({ tool }) => tool === 'argocd');
  const argo = optionsOf(hook, 'argocd.argoproj.io/hook').filter(event => event in LATER);
  // Others apply what is meant for Argo CD like anything else.
  if (argo.length > 0) return known.length === 0 || isArgo ? argo : [];
  const helm = optionsOf(hook, 'helm.sh/hook')
    .map(event => (event === 'test-success' ? 'test' : event))
    .filter(event => event in LATER);
  if (isArgo) return [...new Set(helm.flatMap(event => AS_ARGO[event] ?? []))];
  return target.kind === 'helm' ? helm : [];
}

function whenOf(event: string, happening: Happening): string | undefined {
  return HELM[happening][event] ?? (happening === 'delete' ? undefined : ARGO[event]);
}

/** A Job that stays where Helm made it: the next one of that name cannot be made. */
function leftover(hook: Manifest, happening: Happening): Found[] {
  const policy = annotationOf(hook, 'helm.sh/hook-delete-policy');
  if (policy === '' || happening !== 'upgrade' || annotationOf(hook, 'helm.sh/hook') === '') return [];
  const policies = optionsOf(hook, 'helm.sh/hook-delete-policy');
  if (policies.includes('before-hook-creation') || policies.includes('hook-succeeded')) return [];
  return [
    {
      kind: 'hook',
      risk: 'medium',
      manifest: hook,
      text: label =>
        `${label(hook.resource)} of the last time is still there (hook-delete-policy ${policies.join(', ')}): Helm cannot make it again until somebody deletes it.`,
    },
  ];
}

/** Another wave is another place in the order in which Argo CD applies. */
function wave({ base, head }: ResourceChange): Found[] {
  if (base === undefined || head === undefined) return [];
  const [old, fresh] = [base, head].map(each => annotationOf(each, WAVE) || '0') as [string, string];
  if (old === fresh) return [];
  const text: Found['text'] = label =>
    `${label(head.resource)} is applied in sync wave ${fresh} now (was ${old}).`;
  return [{ kind: 'hook', risk: 'low', manifest: head, text }];
}
