import type { ChartRequest, Engine, RenderedDocument } from '../../../src/render/index.ts';
import { mapRendering, type RenderMap } from '../../../src/source/helm/index.ts';
import { chart, documents, type Files } from '../../render/embedded/support.ts';

export const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
export const SHOWN = [
  'apiVersion: v1 | a.yaml:1',
  'kind: ConfigMap | a.yaml:2',
  'metadata: | a.yaml:3',
  'name: a | a.yaml:4',
];

/** A chart rendered by an engine and mapped, perhaps through another. */
export async function mapped(
  engine: Engine,
  files: Files,
  options: { readonly values?: Files; readonly through?: Engine; readonly helm?: 3 | 4 } = {},
): Promise<{ request: ChartRequest; rendered: readonly RenderedDocument[]; map: RenderMap }> {
  const { values = {}, through = engine, helm = 4 } = options;
  const request = chart(files, { values, helm });
  const rendered = documents(await engine.renderChart(request));
  return { request, rendered, map: await mapRendering(through, request, rendered) };
}

/** Every line that says something, as `rendered line | file:line`, then why it is not more than that. */
export async function lines(...all: Parameters<typeof mapped>): Promise<string[]> {
  const { rendered, map } = await mapped(...all);
  return rendered.flatMap(({ text }, index) => {
    let offset = 0;
    return text.split('\n').flatMap(line => {
      const printed = map.at(index, offset + line.search(/\S|$/));
      offset += line.length + 1;
      if (line.trim() === '' || line.startsWith('# Source')) return [];
      if (printed === undefined) return [`${line.trim()} | ? ${map.degradation(index)}`];
      const call = printed.degradation === undefined ? '' : ` ${printed.degradation}`;
      const { file, offset: at } = printed.mark;
      const number = file.text.slice(0, at).split('\n').length;
      return [`${line.trim()} | ${file.path.replace('templates/', '')}:${number}${call}`];
    });
  });
}

/** Lines of `data:` in a ConfigMap with this body. */
export async function data(
  engine: Engine,
  body: string,
  more: Files = {},
  options: Parameters<typeof mapped>[2] = {},
): Promise<string[]> {
  const files = { 'templates/a.yaml': `${HEAD}data:\n${body}`, ...more };
  const all = await lines(engine, files, options);
  return all.filter(line => !/ \| a\.yaml:[1-5]$/.test(line));
}
