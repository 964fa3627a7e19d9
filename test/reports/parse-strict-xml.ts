/** An element of an XML document; the parser supports only what JUnit files need, and is strict. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = /^[A-Za-z_][\w.-]*/;
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Parses a well-formed document. @throws Error at the first character that XML 1.0 forbids. */
export function parseStrictXml(text: string): XmlElement {
  if (!ALLOWED.test(text)) throw new Error('a character that XML does not allow');
  let rest = text;
  const fail = (what: string): never => {
    throw new Error(`${what} at "${rest.slice(0, 40)}"`);
  };
  const take = (pattern: RegExp, what: string): string => {
    const match = pattern.exec(rest);
    if (match === null || match.index !== 0) return fail(what);
    rest = rest.slice(match[0].length);
    return match[0];
  };
  const decode = (raw: string): string =>
    raw.replace(/&([^;&]*)(;?)/g, (_whole, name: string, end: string) => {
      if (end === '') return fail(`a bare & in ${raw}`);
      if (/^#\d+$/.test(name)) return String.fromCodePoint(Number(name.slice(1)));
      return ENTITIES[name] ?? fail(`the unknown entity ${name}`);
    });
  const element = (): XmlElement => {
    take(/^</, 'no element');
    const name = take(NAME, 'no name');
    const attributes: Record<string, string> = {};
    while (/^\s+[^\s/>]/.test(rest)) {
      take(/^\s+/, 'no blank');
      const key = take(NAME, 'no attribute name');
      take(/^="/, 'no value');
      const value = take(/^[^"<]*/, 'no value');
      if (/[\n\t\r]/.test(value)) fail('a raw line break in an attribute');
      take(/^"/, 'a value that does not end');
      if (key in attributes) fail(`the attribute ${key} twice`);
      attributes[key] = decode(value);
    }
    if (rest.startsWith('/>')) {
      take(/^\/>/, 'no end');
      return { name, attributes, children: [], text: '' };
    }
    take(/^>/, 'no end of a tag');
    const children: XmlElement[] = [];
    let content = '';
    while (!rest.startsWith('</')) {
      if (rest === '') fail(`${name} does not end`);
      if (rest.startsWith('<')) children.push(element());
      const raw = /^[^<]*/.exec(rest)?.[0] ?? '';
      if (raw.includes(']]>')) fail('a raw ]]>');
      content += decode(raw);
      rest = rest.slice(raw.length);
    }
    take(new RegExp(`^</${name}>`), `another end than that of ${name}`);
    return { name, attributes, children, text: content };
  };
  take(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, 'no declaration');
  const root = element();
  take(/^\s*$/, 'something after the root');
  if (rest !== '') fail('something after the root');
  return root;
}
