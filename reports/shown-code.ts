import type { CodeBlock } from './view.ts';

/** Lines of a code block that are shown, and how many are not. */
export function shownCode({ lines, most = lines.length }: CodeBlock): {
  readonly shown: readonly string[];
  readonly more: number;
} {
  return { shown: lines.slice(0, most), more: Math.max(0, lines.length - most) };
}
