import { display } from 'perf-harness/plugin';
import type { CheckResult, Counterexample } from '../document/check-result.ts';
import { lossWords } from '../document/loss-words.ts';
import { percentage } from './optimization-amount.ts';

/** What stands before the reason why a check has shown nothing. */
export const NOT_DECIDED = 'not decided: ';

/** Characters of a call, or of what it came to, in a sentence; all of it stands in the document. */
const SHOWN = 120;

/** What running the old and the new code side by side has shown, a sentence without its full stop. */
export function checkSentence(check: CheckResult): string {
  switch (check.state) {
    case 'same': {
      const { captured, made, functions } = check;
      const calls = display.plural(captured + made, 'call');
      const where =
        functions.length === 0 ? '' : ` of ${display.plural(functions.length, 'function')}`;
      const how = made === 0 ? 'all of them seen' : `${made.toLocaleString('en-US')} of them made`;
      return [`the same on ${calls}${where}, ${how}`, ...lightLosses(check)].join('; ');
    }
    case 'differs':
      return counterexampleSentence(check.counterexample);
    case 'loses':
      return `costs more: ${check.losses.map((one) => display.printable(lossWords(one))).join('; ')}`;
    case 'unknown':
      return `${NOT_DECIDED}${display.printable(check.reason).replace(/\.$/u, '')}`;
  }
}

/** What is slower, and too little of the time to count. */
function lightLosses({ losses = [] }: Extract<CheckResult, { state: 'same' }>): readonly string[] {
  return losses.map((one) => {
    const share = one.kind === 'time' ? `, in ${percentage(one.share * 100)} of the time` : '';
    return `${display.printable(lossWords(one))}${share}`;
  });
}

/** What each kind of difference is called. */
const KINDS: Readonly<Record<Counterexample['kind'], string>> = {
  result: 'another result',
  error: 'another error',
  mutation: 'changes something else',
  callbacks: 'calls back otherwise',
  rejection: 'another rejection',
  time: 'does not end in time',
};

/** The smallest call that differs, with what came of it before and after. */
function counterexampleSentence({ call, before, after, kind, origin }: Counterexample): string {
  const whence = origin === 'captured' ? 'seen' : 'made';
  return `${KINDS[kind]}: ${short(call)}: ${short(before)} before, ${short(after)} after (a call that was ${whence})`;
}

function short(text: string): string {
  const line = display.printable(text.replace(/\s+/gu, ' ').trim());
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
