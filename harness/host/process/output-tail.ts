import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** Bytes of output that are kept to explain a failure. */
const KEEP = 16_384;
/** A line that never ends is cut here. */
const LONGEST_LINE = 65_536;

/** Keeps the end of an output however long it grows, without colours, and hands out its lines. */
export function createOutputTail(onLine?: (line: string) => void): {
  readonly push: (chunk: Buffer) => void;
  readonly text: () => string;
} {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let line = '';
  return {
    push: (chunk) => {
      const text = decoder.write(chunk);
      kept = (kept + text).slice(-KEEP);
      if (onLine === undefined) return;
      const lines = (line + text).split('\n');
      line = (lines.pop() ?? '').slice(-LONGEST_LINE);
      // Programs of Windows end their lines with both.
      for (const complete of lines) onLine(complete.replace(/\r$/u, ''));
    },
    text: () => stripVTControlCharacters(kept).replaceAll('\r\n', '\n'),
  };
}
