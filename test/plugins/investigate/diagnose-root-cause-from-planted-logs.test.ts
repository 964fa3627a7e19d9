import { describe, expect, test } from 'vitest';
import { findWrongInvestigationAnswer } from '../../support/planted-logs/find-diagnosis-error-for-planted-logs.ts';
import { PLANTED_LOG_KINDS } from '../../support/planted-logs/planted-log-kinds.ts';

describe('an investigation of planted logs', () => {
  test.each(PLANTED_LOG_KINDS)('answers correctly where $name', async (kind) => {
    expect(await findWrongInvestigationAnswer(kind, 3, 'known')).toBeNull();
  });
});
