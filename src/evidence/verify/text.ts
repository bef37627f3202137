import { plain, style } from '../../reports/index.ts';
import type { Verification } from './verify.ts';

/** What a verification says, for people: what was proved, what is broken, what nobody can tell from this. */
export function verificationText(
  { holds, digest, manifest, proved, broken, unproven }: Verification,
  { color }: { readonly color: boolean },
): string {
  const { as } = style(color, 100);
  const lines: string[] = [];
  if (digest !== undefined) lines.push(`bundle  sha256:${digest}`);
  if (manifest !== undefined) {
    const { head, base, created, tool, outcome, exitCode, checkout, build, paths } = manifest;
    const name = (tree: { name: string; commit?: string | undefined }) =>
      plain(tree.commit?.slice(0, 12) ?? tree.name);
    lines.push(
      `made    ${created} by kubeproof ${plain(tool.version)}`,
      `about   ${base === null ? '' : `${name(base)} → `}${name(head)}: ${outcome} (exit ${exitCode})`,
      ...(paths.length === 0 ? [] : [`only    ${plain(paths.join(', '))}`]),
      ...(checkout === null
        ? []
        : [`from    ${checkout.commit}${checkout.clean ? '' : ', with changes that were not committed'}`]),
      ...(build === null ? [] : [`by      ${plain(build.run)} (${plain(build.event)})`]),
    );
  }
  const list = (title: string, mark: string, texts: readonly string[]) => {
    if (texts.length > 0) lines.push('', title, ...texts.map(text => `  ${mark} ${plain(text)}`));
  };
  list('Proved', as('green', '✓'), proved);
  list('Does not hold', as('red', '✗'), broken);
  list('Not proved', as('dim', '·'), unproven);
  lines.push('', holds ? 'The bundle holds.' : 'The bundle does not hold (exit 1).');
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}
