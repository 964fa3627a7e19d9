// Characters that XML 1.0 (section 2.2, Char) does not allow, even escaped.
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text of an element. */
export function escapeXmlText(text: string): string {
  return clean(text).replace(/[&<>]/g, escaped);
}

/** Value of an attribute, line breaks and all. */
function xmlAttribute(text: string): string {
  return clean(text).replace(/[&<>"'\n\r\t]/g, escaped);
}

function clean(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '\ufffd');
}

function escaped(character: string): string {
  return ESCAPES[character] ?? character;
}

/** Renders an element on separate lines, with its content indented by two. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] = [],
): readonly string[] {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${xmlAttribute(`${value}`)}"`,
  );
  const start = `<${name}${pairs.join('')}`;
  if (content.length === 0) return [`${start}/>`];
  return [`${start}>`, ...content.map((line) => `  ${line}`), `</${name}>`];
}

/** Renders an element whose text must keep its line breaks. */
export function xmlTextElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text: string,
): readonly string[] {
  const [start = ''] = xmlElement(name, attributes);
  return [`${start.replace(/\/>$/, '>')}${escapeXmlText(text)}</${name}>`];
}
