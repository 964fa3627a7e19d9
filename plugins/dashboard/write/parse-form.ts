/** Bytes of a form that are taken in: a name and a reason. */
export const MAX_FORM_BYTES = 16_384;
/** Characters of one field. */
const LONGEST = 2_000;

/** Fields of a form by name. */
export interface Form {
  /** On one line; a field that is not there is empty. Characters that move a cursor are spaces. */
  readonly line: (name: string) => string;
  /** As it was sent: a name that our own page put there. */
  readonly exact: (name: string) => string;
}

/** A form as a browser sends it. */
export function parseForm(body: string): Form {
  const fields = new URLSearchParams(body);
  const exact = (name: string): string => (fields.get(name) ?? '').toWellFormed();
  return {
    exact,
    line: (name) =>
      exact(name)
        .slice(0, LONGEST)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what no line of text has
        .replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ')
        .trim(),
  };
}
