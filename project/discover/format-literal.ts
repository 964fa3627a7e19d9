/** Languages that values of JSON are written in. */
export type LiteralLanguage = 'js' | 'go' | 'rust' | 'csharp';

/**
 * A value of JSON as a language writes it. What only JavaScript has a literal for, objects and lists
 * of mixed values, is written as the text of its JSON elsewhere.
 */
export function formatLiteral(language: LiteralLanguage, value: unknown): string {
  if (language === 'js') return JSON.stringify(value) ?? 'undefined';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  const list = Array.isArray(value) ? value : null;
  const kind = list === null ? null : kindOf(list);
  if (list === null || kind === null) return JSON.stringify(JSON.stringify(value));
  const items = list.map((listValue) => formatLiteral(language, listValue)).join(', ');
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
