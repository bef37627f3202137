/** An XML element as far as the tests look at it. */
export interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#58': ':',
  '#91': '[',
};

/** Reads the XML that the JUnit report uses, strictly: throws on anything that is not well-formed. */
export function parseXml(source: string): Element {
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  if (body === source) throw new Error('no XML declaration');
  // XML 1.0, production 2: the characters a document may have.
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(body))
    throw new Error('forbidden character');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = token.exec(body); match !== null; match = token.exec(body)) {
    at = token.lastIndex;
    const current = open.at(-1) as Element;
    const [, closing, name = '', attributes = '', empty, text] = match;
    if (text !== undefined) {
      current.text += decode(text);
    } else if (closing === '/') {
      if (current.name !== name) throw new Error(`</${name}> closes <${current.name}>`);
      open.pop();
    } else {
      const element: Element = { name, attributes: {}, children: [], text: '' };
      for (const [, key, value] of attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
        element.attributes[key as string] = decode(value as string);
      }
      current.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (at !== body.length) throw new Error(`not XML at ${at}: ${body.slice(at, at + 40)}`);
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one closed root element');
  return root.children[0] as Element;
}

function decode(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined) throw new Error(`unknown entity ${whole}`);
    return character;
  });
}
