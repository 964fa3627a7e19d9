import { display } from 'perf-harness/plugin';
import type {
  BriefAttempt,
  BriefCaller,
  BriefExcerpt,
  BriefLine,
  BriefPlace,
} from '../document/brief-document.ts';

/** Lines of a brief, the same in every format; their lengths count against its budget. */

export function placeLine({ step, share, location, detail }: BriefPlace): string {
  const where = location === null ? '' : `${location}  `;
  return `[${step}] ${display.formatShare(share / 100)}  ${where}${detail}`;
}

export function callerLine({ function: name, called_by: callers }: BriefCaller): string {
  return `${name} is called by ${callers.join(', by ')}`;
}

export function attemptLine({ change, reason }: BriefAttempt): string {
  return `${change}: ${reason}`;
}

/** Columns of a share, so that the code stays aligned. */
const SHARE_WIDTH = 5;

export function codeLine({ line, share, text }: BriefLine): string {
  const shown = share === null ? '' : display.formatShare(share / 100);
  return `${String(line).padStart(4)} ${shown.padStart(SHARE_WIDTH)}  ${text}`.trimEnd();
}

/** Lines of an excerpt below the name of its file; a line of its own marks a gap. */
export function excerptLines({ file, lines }: BriefExcerpt): readonly string[] {
  return [
    file,
    ...lines.flatMap((line, index) => {
      const before = lines[index - 1];
      const isGap = before !== undefined && line.line > before.line + 1;
      return isGap ? ['   …', codeLine(line)] : [codeLine(line)];
    }),
  ];
}
