/** What the text is cut into. */
export interface Token {
  readonly kind: 'word' | 'number' | 'sign';
  readonly text: string;
}
