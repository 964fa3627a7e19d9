import { display } from 'perf-harness/plugin';
import type { CallLoss, CallSize } from './behavior-check-result.ts';

/** Describes a loss: `allowed is slower on lists of up to 4: 1.31 (1.22 to 1.40)`. */
export function describeLoss(loss: CallLoss): string {
  switch (loss.kind) {
    case 'time': {
      const { ratio, low, high } = loss;
      const range = `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
      return `${loss.function} is slower${sizeWords(loss.size)}: ${range}`;
    }
    case 'memory': {
      const kept = loss.bytes_before === 0 ? 'nothing' : `${loss.bytes_before} bytes`;
      return `${loss.function} retains ${loss.bytes} bytes for each call with new arguments (before the change: ${kept})`;
    }
  }
}

/** Size of the input of calls, as the end of a phrase: ` on lists of up to 4 items`. */
export function sizeWords({ of, up_to: upTo }: CallSize): string {
  switch (of) {
    case 'lists':
      return ` on lists of up to ${display.plural(upTo, 'item')}`;
    case 'texts':
      return ` on strings of up to ${display.plural(upTo, 'character')}`;
    case 'any':
      return '';
  }
}
