/** A token of the text. */
export interface Token {
  readonly kind: 'word' | 'number' | 'sign';
  readonly text: string;
}
