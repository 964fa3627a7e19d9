/** Anti-patterns visible in the source; their cost is measured in other tests. */
import { describe, expect, it } from 'vitest';
import { findPoolSettings } from '../../../plugins/analysis/local-checks/cache-and-pool-uses.ts';
import { analyseSampleCode } from './analyse-sample-code.ts';

const poolOf = (settings: string): string =>
  `from sqlalchemy import create_engine\n\nengine = create_engine(URL, ${settings})\n`;

describe('a connection pool', () => {
  it('LEAD-21: is flagged when it neither renews nor checks its connections, with what to set', async () => {
    const { patterns } = await analyseSampleCode({
      'db.py': poolOf('pool_size=20, max_overflow=10'),
    });
    expect(patterns).toEqual([
      expect.objectContaining({
        rule: 'python-pool-without-checks',
        category: 'configuration',
        file: 'db.py',
        line: 3,
      }),
    ]);
  });

  it('LEAD-21: is not flagged with the reference values, all four of which are read', async () => {
    const facts = await analyseSampleCode({
      'db.py': poolOf('pool_size=20, max_overflow=10, pool_recycle=3600, pool_pre_ping=True'),
    });
    expect(facts.patterns).toEqual([]);
    expect(findPoolSettings(facts)[0]?.settings).toEqual({
      pool_size: '20',
      max_overflow: '10',
      pool_recycle: '3600',
      pool_pre_ping: 'True',
    });
  });
});
