import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEGRADATIONS, type Degradation } from '../../../src/source/helm/degradation.ts';
import { chart, testEngine } from '../../render/embedded/support.ts';
import { mapped } from './lines.ts';

const engine = testEngine();
afterAll(() => engine.close());

// Every piece of text and every action of these templates says in what it prints on which line of which file it
// stands: `a12q` on line 12 of a.yaml, `h3q` on line 3 of _h.tpl. So each of these words in the rendering knows better
// than the map where it comes from.
const HELPERS = [
  '{{- define "one" -}}',
  'h2q: {{ .Values.v }}',
  '{{- if .Values.t }}',
  'h4q {{- "h4q" -}}',
  '{{ end }}',
  '{{- end -}}',
  '{{ define "two" }}  h7q {{ include "one" . | nindent 3 }} h7q{{ end }}',
  '{{- define "with" -}}',
  '{{- with .x }}h9q {{ . }}{{ else }}h9q{{ end }}',
  'h10q {{- range .l }} h10q {{ end -}} {{- /* h10q */ -}}',
  '{{ template "two" .root }}',
  '{{ end }}',
].join('\n');

/** Lines of a template; `@` becomes the word of the line it begins on. */
const LINES = [
  '@ one',
  '\t@\r',
  '',
  '{{ "@" }} tail @',
  '{{- "@" -}}',
  '{{- printf "@ %s" $.Values.v | nindent 2 }}',
  '{{ print "x" | quote -}}  @ {{- `@` }}',
  '{{ printf\n     "@"\n  }} ',
  '{{- if $.Values.t }} @',
  '{{ if $.Values.f -}} @',
  '{{- range $i, $e := $.Values.l }} @',
  '{{ range $.Values.l -}}',
  '{{- with $.Values.m -}}',
  '{{- else }} @',
  '{{ end -}} @',
  '{{- end }}',
  '{{ end }}',
  '{{- break }}',
  '{{ continue -}}',
  '{{/* @ {{ "@" }} */}} @',
  '{{- /* @\n @ */ -}} ',
  '{{ "{{" }} @ {{ "}}" }} {{ `{{ define "z" }}` }}',
  '{{ $x := "y" }}{{ $x = "z" -}} @ {{ $x }}',
  '{{- include "one" $ | nindent 2 }}',
  '{{ template "two" $ }} @',
  '{{ include "with" (dict "root" $ "x" 1 "l" (list 1 2)) -}}',
  '{{- include "with" (dict "root" $ "x" (include "one" $ | upper) "l" list) | trim | indent 3 }}',
  '{{ include "one" $ | sha256sum }} @',
  '{{ len (include "two" $) }} @ {{ if contains "h2q" (include "one" $) }} @ {{ end }}',
  '{{ (include "one" $ | fromYaml).h2q }} @',
  '{{ include "two" $ | upper | replace "H" "x" }} @',
  '{{- toYaml (dict "@" (list 1 "@" (dict "@" "|"))) | nindent 2 }}',
  '{{ tpl "@ {{ .Values.v }} {{ include \\"one\\" . | upper }}" $ }}',
  '{{ include (print $.Template.BasePath "/b.yaml") $ | sha256sum }} @',
  '\u{E000}0\u{E001} @ \u{E002}',
  '{{ block "@" $ }} @ {{ end }}',
  '{{ $.Files.Get "x.txt" }} @',
  '---x @',
];

const files = {
  'values.yaml': 'v: w\nt: true\nf: false\nl: [1, 2, 3]\nm: {k: w}\n',
  'x.txt': 'text\n  --- {{ "@" }}\n',
  'templates/_h.tpl': HELPERS,
  'templates/b.yaml': 'b: {{ include "one" . | quote }}\n',
};

/** A template of lines, without those that Helm would refuse where they stand; what is left open is closed. */
function template(indices: readonly number[]): string {
  // Helm reads the first YAML document only: behind its end may stand anything.
  const out = ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: a}', '...'];
  const open: string[] = [];
  let number = out.length + 1;
  for (const index of indices) {
    const line = LINES[index % LINES.length] as string;
    const words = [
      ...line.replaceAll(/`[^`]*`/g, '').matchAll(/\{\{-? *(if|range|with|block|else|end|break|continue)\b/g),
    ];
    const stack = [...open];
    const fits = words.every(([, word = '']) => {
      if (word === 'end') return stack.pop() !== undefined;
      if (word === 'break' || word === 'continue') return stack.some(at => at.startsWith('range'));
      if (word === 'else')
        return stack.length > 0 && !stack.pop()?.endsWith(word) && stack.push(`range ${word}`) > 0;
      return stack.push(word) > 0;
    });
    if (!fits) continue;
    open.splice(0, open.length, ...stack);
    out.push(line.replaceAll('@', `a${number}q`));
    number += line.split('\n').length;
  }
  return [...out, ...open.map(() => '{{- end }}')].join('\n');
}

test('every word that knows its line is led there, or nowhere', async () => {
  let words = 0;
  let proven = 0;
  let rendered = 0;
  const reasons = new Map<Degradation, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(LINES.length - 1), { minLength: 1, maxLength: 25 }),
      fc.constantFrom(3, 4),
      async (indices, helm) => {
        const all = { ...files, 'templates/a.yaml': template(indices) };
        const clean = await engine.renderChart(chart(all, { helm }));
        if (!clean.ok) return;
        rendered++;
        const { rendered: documents, map } = await mapped(engine, all, { helm });
        for (const [index, { text }] of documents.entries()) {
          for (const word of text.matchAll(/([ah])(\d+)q/g)) {
            words++;
            const printed = map.at(index, word.index);
            const reason = printed === undefined ? map.degradation(index) : printed.degradation;
            if (reason !== undefined) {
              expect(DEGRADATIONS[reason]).toBeDefined();
              reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
            }
            if (printed === undefined) continue;
            const { file, offset, kind } = printed.mark;
            const at = kind === 'text' ? offset + word.index - printed.start : offset;
            const place = `${file.path} ${file.text.slice(0, at).split('\n').length}`;
            // A call whose text is worked on prints words of the named template: its own line is all that is claimed.
            if (printed.degradation !== undefined && word[1] === 'h') continue;
            proven++;
            expect(`${word[0]} ${place}`).toBe(
              `${word[0]} ${word[1] === 'a' ? 'templates/a.yaml' : 'templates/_h.tpl'} ${word[2]}`,
            );
          }
        }
      },
    ),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
  );
  // The property says nothing when nothing is rendered, or nothing proven.
  expect(rendered).toBeGreaterThan(40);
  expect(proven / words).toBeGreaterThan(0.6);
  expect([...reasons.keys()].sort().filter(reason => !['block', 'text-worked-on'].includes(reason))).toEqual(
    [],
  );
}, 120_000);
