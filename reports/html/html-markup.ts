/** Text that is HTML already: only {@link html} makes it, so that every other text is escaped. */
export interface Markup {
  readonly markup: string;
}

/** Value of a template: text is escaped; null and false add nothing. */
export type Content = string | number | null | false | Markup | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * Creates HTML from a template, escaping all values for text and quoted attributes. Values must not
 * be used in names of elements or attributes, or in the contents of style and script.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const markup = parts.map((part, index) => part + markupOf(contents[index] ?? null)).join('');
  return { markup };
}

function markupOf(content: Content): string {
  if (content === null || content === false) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return escapeText(String(content));
  if ('markup' in content) return content.markup;
  return content.map(markupOf).join('');
}

function escapeText(text: string): string {
  return text.toWellFormed().replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}
