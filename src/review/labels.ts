import { createHash } from 'node:crypto';
import type { Report } from '../reports/index.ts';
import { RequestFailure } from './client.ts';
import type { Forge } from './forge.ts';
import { instanceId } from './marker.ts';
import type { Session } from './session.ts';
import type { PublishResult } from './types.ts';

/** What labels say of a change, each under the prefix of its instance. */
const SAYS: Readonly<Record<string, (report: Report) => boolean>> = {
  blocked: ({ outcome }) => outcome === 'fail',
  incomplete: ({ problems }) => problems.some(({ gates }) => gates),
  'needs approval': ({ approvals }) => approvals.some(({ state }) => state === 'waiting'),
  permissions: ({ permissions: { changes, paths } }) =>
    changes.some(({ gained }) => gained.length > 0) || paths.opened.length > 0,
};

/** GitHub refuses a longer name of a label ("name is too long (maximum is 50 characters)"). */
const NAME_LENGTH = 50;

/** `kubeproof: blocked`; with an id of its own `kubeproof/prod: blocked`, so that two steps never share a label. */
function labelName(instance: string, says: string): string {
  const id = instanceId(instance);
  if (id === 'default') return `kubeproof: ${says}`;
  const name = `kubeproof/${id}: ${says}`;
  if (name.length <= NAME_LENGTH) return name;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 8);
  const room = NAME_LENGTH - `kubeproof/-${digest}: ${says}`.length;
  return `kubeproof/${id.slice(0, room)}-${digest}: ${says}`;
}

/** Every label that an instance may set: no other is ever added or removed. */
export function ownLabels(instance: string): string[] {
  return Object.keys(SAYS).map(says => labelName(instance, says));
}

/** Those of them that a report asks for. */
export function wantedLabels(report: Report, instance: string): string[] {
  return Object.entries(SAYS)
    .filter(([, says]) => says(report))
    .map(([says]) => labelName(instance, says));
}

/**
 * Brings our labels in line with the report; those of others stay. A token that may not is told of, and changes
 * nothing else. Nothing is written where the labels stand, nor over what a later run said.
 */
export async function writeLabels(
  report: Report,
  { api, frame, words }: Pick<Forge, 'api' | 'frame' | 'words'>,
  session: Session,
): Promise<PublishResult['labels']> {
  if (session.stopped !== undefined || session.overtaken) return 'off';
  const wanted = wantedLabels(report, frame.instance);
  try {
    // Forges compare names of labels without case.
    const standing = new Set((await api.labels()).map(name => name.toLowerCase()));
    const stands = (name: string) => standing.has(name.toLowerCase());
    const add = wanted.filter(name => !stands(name));
    const remove = ownLabels(frame.instance).filter(name => stands(name) && !wanted.includes(name));
    if (add.length + remove.length === 0) return 'unchanged';
    await api.changeLabels(add, remove);
    return 'updated';
  } catch (error) {
    if (error instanceof RequestFailure && error.status === 403 && error.kind !== 'limited') {
      const answer = `${words.name}'s answer: 403 ${error.message.split('\n', 1)[0]?.slice(0, 200)}`;
      session.note(
        'labels-refused',
        `The token may not set labels on the ${words.change}, so they stay as they were; the verdict stands`,
        `${words.labels} ${answer}`,
      );
    } else session.failed(error, 'set the labels');
    return 'failed';
  }
}
