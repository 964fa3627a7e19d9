/** Languages that values of JSON are written in. */
export type LiteralLanguage = 'js' | 'go' | 'rust' | 'csharp';

/**
 * Formats a JSON value in the syntax of a language. Values with literals only in JavaScript, namely
 * objects and mixed lists, are written elsewhere as their JSON text.
 */
export function formatSourceLiteral(language: LiteralLanguage, value: unknown): string {
  if (language === 'js') return JSON.stringify(value) ?? 'undefined';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  const list = Array.isArray(value) ? value : null;
  const kind = list === null ? null : kindOf(list);
  if (list === null || kind === null) return JSON.stringify(JSON.stringify(value));
  const items = list.map((listValue) => formatSourceLiteral(language, listValue)).join(', ');
  switch (language) {
    case 'go':
      return `[]${GO_TYPES[kind]}{${items}}`;
    case 'rust':
      return `vec![${items}]`;
    case 'csharp':
      return `new ${CSHARP_TYPES[kind]}[] { ${items} }`;
  }
}

type ItemKind = 'integer' | 'number' | 'text' | 'boolean';

const GO_TYPES = { integer: 'int', number: 'float64', text: 'string', boolean: 'bool' } as const;
const CSHARP_TYPES = { integer: 'int', number: 'double', text: 'string', boolean: 'bool' } as const;

/** Returns the common type of all items; null where there is none. */
function kindOf(list: readonly unknown[]): ItemKind | null {
  if (list.every((value) => Number.isInteger(value))) return 'integer';
  if (list.every((value) => typeof value === 'number')) return 'number';
  if (list.every((value) => typeof value === 'string')) return 'text';
  return list.every((value) => typeof value === 'boolean') ? 'boolean' : null;
}
