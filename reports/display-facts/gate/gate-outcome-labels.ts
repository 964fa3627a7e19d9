import type { GateCheck } from '../../../harness/model/documents/gate-document.ts';
import type { Finding } from '../../../harness/model/finding.ts';
import type { OutcomeSign } from '../../format-independent-report-view.ts';

interface Outcome {
  readonly sign: OutcomeSign;
  /** Word for it in a headline's counts. */
  readonly counted: string;
  /** Title of an annotation. */
  readonly title: string;
  /** Default level; an option can make inconclusive checks errors. */
  readonly level: Finding['level'];
}

/** Outcomes of checks, the most severe first. */
export const GATE_OUTCOME_LABELS: Readonly<Record<GateCheck['outcome'], Outcome>> = {
  fail: { sign: '✗', counted: 'failed', title: 'performance gate failed', level: 'error' },
  failed: {
    sign: '✗',
    counted: 'not measurable',
    title: 'could not be measured',
    level: 'error',
  },
  tool: { sign: '✗', counted: 'missing a tool', title: 'a tool is missing', level: 'error' },
  blocked: { sign: '✗', counted: 'blocked', title: 'was not measured', level: 'error' },
  interrupted: { sign: '!', counted: 'interrupted', title: 'interrupted', level: 'error' },
  refused: { sign: '✗', counted: 'refused', title: 'limit refused', level: 'error' },
  incomparable: {
    sign: '!',
    counted: 'not comparable',
    title: 'could not be compared',
    level: 'error',
  },
  undecided: { sign: '?', counted: 'inconclusive', title: 'inconclusive', level: 'warning' },
  warned: {
    sign: '!',
    counted: 'over a warn-only limit',
    title: 'over a warn-only limit',
    level: 'warning',
  },
  new: { sign: '+', counted: 'new', title: 'new', level: 'info' },
  pass: { sign: '✓', counted: 'passed', title: 'passed', level: 'info' },
};
