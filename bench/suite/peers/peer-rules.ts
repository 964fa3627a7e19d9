import { areDisjoint } from '../../verdicts/peer-tools.ts';
import type { ToolFigure } from '../../verdicts/verdict-entries.ts';

/** A rule that decides from a tool's figures of both sides if a function has changed. */
export interface PeerRule {
  readonly name: string;
  /** Tool whose figures the rule uses. */
  readonly tool: PeerTool;
  readonly calls: (base: ToolFigure, head: ToolFigure) => boolean;
}

export const PEER_TOOLS = ['tinybench', 'vitest bench', 'counted'] as const;
export type PeerTool = (typeof PEER_TOOLS)[number];

const beyond =
  (share: number): PeerRule['calls'] =>
  (base, head) =>
    Math.abs(head.center / base.center - 1) > share;

export const PEER_RULES: readonly PeerRule[] = [
  {
    name: 'tinybench: the intervals of the means are apart',
    tool: 'tinybench',
    calls: areDisjoint,
  },
  {
    name: 'vitest bench: the intervals of the means are apart',
    tool: 'vitest bench',
    calls: areDisjoint,
  },
  {
    name: 'instructions of one run, more than 10 % (what CodSpeed has by default)',
    tool: 'counted',
    calls: beyond(0.1),
  },
  { name: 'instructions of one run, more than 2 %', tool: 'counted', calls: beyond(0.02) },
];
