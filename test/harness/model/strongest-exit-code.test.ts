import { describe, expect, it } from 'vitest';
import { EXIT, type ExitCode, strongestExitCode } from '../../../harness/model/exit-code.ts';

/** From the design: when several apply, the first of these wins. */
const ORDER: readonly ExitCode[] = [70, 130, 143, 2, 5, 4, 6, 8, 1, 3, 7];

describe('strongestExitCode', () => {
  it('returns 0 when nothing applies, or only 0', () => {
    expect(strongestExitCode([])).toBe(0);
    expect(strongestExitCode([0, 0])).toBe(0);
  });

  it('returns the stronger of any two codes, whichever comes first', () => {
    for (const [strong, stronger] of ORDER.entries()) {
      expect(strongestExitCode([stronger, 0])).toBe(stronger);
      for (const weaker of ORDER.slice(strong)) {
        expect(strongestExitCode([stronger, weaker])).toBe(stronger);
        expect(strongestExitCode([weaker, stronger])).toBe(stronger);
      }
    }
  });

  it('knows every code except 0 and the two codes that only git bisect reads', () => {
    const known = new Set<number>(ORDER);
    expect(Object.values(EXIT).filter((code) => !known.has(code))).toEqual([0, 125, 128]);
  });
});
