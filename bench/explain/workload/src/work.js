import { amounts } from './amounts.js';
import { checksum, convert } from './numbers.js';
import { lookUp, rank, render } from './tables.js';
import { tokenise } from './tokenise.js';

const line = Array.from({ length: 120 }, (_, index) => index * 7.25).join(',');

/** Runs six parts, none of which accounts for most of the time. */
export function work() {
  const tokens = tokenise(line, amounts.tokenise);
  return (
    convert(tokens, amounts.convert) +
    checksum(line, amounts.checksum) +
    render(tokens, amounts.render) +
    rank(tokens, amounts.rank) +
    lookUp(tokens, amounts.lookUp)
  );
}
