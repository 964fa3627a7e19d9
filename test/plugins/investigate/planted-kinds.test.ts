import { describe, expect, test } from 'vitest';
import { wrongAnswer } from '../../support/planted-logs/answer-planted.ts';
import { PLANTED_KINDS } from '../../support/planted-logs/planted-kinds.ts';

describe('an investigation of planted logs', () => {
  test.each(PLANTED_KINDS)('answers rightly where $name', async (kind) => {
    expect(await wrongAnswer(kind, 3, 'known')).toBeNull();
  });
});
