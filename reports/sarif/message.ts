import { printable } from '../text/printable.ts';

/** A text as SARIF has it. */
export interface SarifMessage {
  readonly text: string;
}

/**
 * A plain text. Viewers make `[words](target)` a link, so brackets are escaped where a name would become one
 * (SARIF 2.1.0, 3.11.6).
 */
export function sarifMessage(text: string): SarifMessage {
  const plain = printable(text);
  return { text: plain.includes('](') ? plain.replace(/[\\[\]]/gu, '\\$&') : plain };
}
