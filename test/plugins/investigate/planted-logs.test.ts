import { describe, expect, test } from 'vitest';
import { findWrongAnswer } from '../../support/planted-logs/check-planted-answer.ts';
import { PLANTED_KINDS } from '../../support/planted-logs/planted-log-kinds.ts';

describe('an investigation of planted logs', () => {
  test.each(PLANTED_KINDS)('answers rightly where $name', async (kind) => {
    expect(await findWrongAnswer(kind, 3, 'known')).toBeNull();
  });
});
