import { redactSecrets } from './redact-secrets.ts';
import { sanitizeText } from './sanitize-log-text.ts';

const MOST_EXAMPLES = 3;
const EXAMPLE_LENGTH = 100;

/** Lines that could not be read: their number, and the first as examples. */
export class UnreadLines {
  readonly examples: string[] = [];
  count = 0;

  add(bytes: Buffer, start: number, end: number): void {
    this.count += 1;
    if (this.examples.length >= MOST_EXAMPLES) return;
    const text = bytes.toString('utf8', start, Math.min(end, start + 2 * EXAMPLE_LENGTH));
    this.examples.push(sanitizeText(redactSecrets(text), EXAMPLE_LENGTH));
  }
}
