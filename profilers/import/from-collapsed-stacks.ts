import { type ParsedFrame, parseStackFrame } from '../parse-stack-frame.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** `main;parse;trim 12`: frames from the outermost, then the number of samples. */
const LINE = /^(?<stack>.*) (?<count>\d+(?:\.\d+)?)$/;
const HEAD = /^[^\n]*;[^\n]* \d+(?:\.\d+)?\r?$/m;

/** Stacks as Brendan Gregg's FlameGraph takes them, of perf, dtrace, py-spy (`raw`), 0x and others. */
export const collapsedImporter: ProfileImporter = {
  tool: 'collapsed',
  title: 'collapsed stacks (FlameGraph, perf, py-spy --format raw)',
  recognises: (head) => !/^\s*[{[]/.test(head) && HEAD.test(head),
  read: (text) => {
    const builder = createProfileBuilder();
    const named = new Map<string, ParsedFrame>();
    let samples = 0;
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const { stack, count } = LINE.exec(line.trimEnd())?.groups ?? {};
      if (stack === undefined) {
        throw new BadProfile(`line ${index + 1} is not a stack followed by a count`);
      }
      let node = NO_PARENT;
      let inner: { readonly index: number; readonly ran: number | null } | null = null;
      for (const frame of stack.split(';')) {
        // Empty for a thread that had nothing on its stack.
        const known = named.get(frame) ?? parseStackFrame(frame === '' ? '(unknown)' : frame);
        named.set(frame, known);
        inner = { index: builder.functionOf(known.of), ran: known.ran };
        node = builder.node(node, inner.index);
      }
      const weight = Number(count);
      builder.add(node, weight);
      if (inner !== null && inner.ran !== null) builder.addLine(inner.index, inner.ran, weight);
      samples += weight;
    }
    if (samples === 0) throw new BadProfile('the file has no samples');
    return builder.build({
      tool: 'collapsed',
      weight: 'samples',
      threads: 1,
      samples: Math.round(samples),
    });
  },
};
