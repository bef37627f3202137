import type { Guardrail } from '../guardrails/index.ts';
import type { Check, Part, Tool, ToolId } from './types.ts';

/** What carries over besides the ids, by tool. */
const ABOUT: Readonly<Record<ToolId, { readonly from: string; readonly inline: string }>> = {
  'kube-linter': {
    from: '`kubeproof init --from .kube-linter.yaml`: `include`, `exclude`, `addAllBuiltIn`, `doNotAutoAddDefaults`, `ignorePaths`, and `customChecks` whose template has a guardrail with parameters.',
    inline: 'annotations `ignore-check.kube-linter.io/CHECK: reason` and `kube-linter.io/ignore-all`',
  },
  trivy: {
    from: '`kubeproof init --from .trivyignore` (or `.trivyignore.yaml`, `trivy.yaml`): an id becomes `off`, one with an end (`exp:`, `expired_at`) or with `paths` a waiver; `severity` makes `info` of what Trivy would not report; `skip-dirs` and `skip-files` are excluded. `AVD-KSV-0017`, `KSV-0017` and `KSV017` are one id.',
    inline: 'comments `# trivy:ignore:ID` (with `:exp:2027-01-31`) in manifests, templates and values files',
  },
  checkov: {
    from: '`kubeproof init --from .checkov.yaml`: `check`, `skip-check`, `soft-fail`, `soft-fail-on`, `hard-fail-on`, `skip-path`.',
    inline: 'annotations `checkov.io/skip1: CKV_K8S_20=reason`',
  },
  kubescape: {
    from: '`kubeproof init --from exceptions.json` or `--from controls-inputs.json`: exceptions by control id or name, kind, namespace and name become waivers; allowed and denied registries, insecure capabilities, bounds of resources and recommended labels become parameters.',
    inline:
      'annotations `kubescape.io/skip-controls: C-0017,C-0034` with `kubescape.io/skip-reason` and `kubescape.io/skip-expiry`',
  },
  polaris: {
    from: '`kubeproof init --from polaris.yaml`: every severity of `checks`, and `exemptions` as waivers.',
    inline:
      'annotations `polaris.fairwinds.com/CHECK-exempt: "true"` and `polaris.fairwinds.com/exempt: "true"`',
  },
};

/** `docs/coming-from.md`: what kubeproof has for every check of other tools. */
export function renderComingFromPage(tools: readonly Tool[], guardrails: readonly Guardrail[]): string {
  const byId = new Map(guardrails.map(guardrail => [guardrail.id, guardrail]));
  const link = (id: string) => `[${id}](guardrails/${byId.get(id)?.category ?? '.'}/${id}.md)`;
  const summary = tools.map(({ name, checks }) => {
    const all = [...checks.values()];
    const judged = all.filter(({ parts }) => parts.length > 0).length;
    return `| [${name}](#${name.toLowerCase()}) | ${all.length} | ${judged} | ${all.length - judged} |`;
  });
  return [
    '<!-- Generated from data/equivalents/, data/coverage/ and rules/ by `npm run generate`. -->',
    '# Coming from another tool',
    INTRODUCTION,
    `| tool | checks | with a guardrail | without |\n|---|---|---|---|\n${summary.join('\n')}`,
    ...tools.map(tool => section(tool, link, byId)),
  ]
    .join('\n\n')
    .concat('\n');
}

const INTRODUCTION = `\`kubeproof init --from FILE\` reads the settings you have and writes \`.kubeproof.yaml\` and
\`.kubeproof/waivers.yaml\` from them. It takes several \`--from\`, says line by line what it carried over and what it could
not. Files that exist are left alone, with the difference shown, unless \`--force\` is given. Waivers want an owner: fill
in \`owner\`. Comments beside what is ignored become the reasons.

What other tools accept in the sources counts on request, and not before:

\`\`\`yaml
# .kubeproof.yaml
foreign-waivers: [kube-linter, checkov]
\`\`\`

They then obey the rules of [comments that waive](configuration.md#comments-that-waive): \`inline-waivers: base\` lets them
count after they were merged, \`off\` never, and a guardrail with \`locked: true\` takes none that the pull request brings.
\`kubeproof waivers convert\` shows them as kubeproof's own, \`--write\` writes them: annotations as entries of the waiver
file, comments as a comment beside them. Only what accepts a finding today is converted. The other tool's stay, for as
long as it runs.

In the tables, *wider* means that our guardrail says more than the check: leaving out the check leaves the guardrail out
only together with all the others that it answers. *Narrower* means that it says less. \`guardrail (field)\` means the
part of the guardrail whose findings are at that field.`;

function section(
  { id, name, checks }: Tool,
  link: (id: string) => string,
  guardrails: ReadonlyMap<string, Guardrail>,
): string {
  const { from, inline } = ABOUT[id];
  const answered = [...checks.values()].filter(({ parts }) => parts.length > 0);
  const rows = answered.map(
    check =>
      `| \`${check.id}\`${check.name === undefined ? '' : ` ${cell(check.name)}`} | ${check.parts.map(part => shown(part, link)).join(', ')} | ${remark(check, guardrails)} |`,
  );
  const reasons = new Map<string, Check[]>();
  for (const check of checks.values()) {
    if (check.none === undefined) continue;
    const key =
      cell(check.none) + ((check.see ?? []).length > 0 ? `: ${check.see?.map(link).join(', ')}` : '');
    reasons.set(key, [...(reasons.get(key) ?? []), check]);
  }
  const none = [...reasons].map(
    ([reason, same]) => `| ${same.map(check => `\`${check.id}\``).join(', ')} | ${reason} |`,
  );
  return [
    `## ${name}`,
    `Settings: ${from}`,
    `In the sources, with \`foreign-waivers: [${id}]\`: ${inline}.`,
    `| ${name} | kubeproof | |\n|---|---|---|\n${rows.join('\n')}`,
    `Without an equivalent:\n\n| ${name} | why |\n|---|---|\n${none.join('\n')}`,
  ].join('\n\n');
}

function shown({ guardrail, field, kind, parameters }: Part, link: (id: string) => string): string {
  const narrowed = [
    field === undefined ? '' : `\`${field.replaceAll('*', '')}\``,
    kind === undefined ? '' : kind,
  ].filter(text => text !== '');
  const told = Object.entries(parameters ?? {}).map(
    ([name, value]) => `\`${name}: ${JSON.stringify(value)}\``,
  );
  return `${link(guardrail)}${narrowed.length === 0 ? '' : ` (${narrowed.join(', ')})`}${told.length === 0 ? '' : ` with ${cell(told.join(', '))}`}`;
}

/** Where it differs; where it does not, what the guardrail wants. */
function remark({ strength, remark, parts }: Check, guardrails: ReadonlyMap<string, Guardrail>): string {
  if (remark !== undefined) return `*${strength}*: ${cell(remark)}`;
  const titles = parts.map(({ guardrail }) => guardrails.get(guardrail)?.title ?? '');
  return cell([...new Set(titles)].join('; '));
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
