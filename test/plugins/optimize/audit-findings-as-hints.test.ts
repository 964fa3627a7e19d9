import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { readAuditReport } from '../../../plugins/optimize/audit-findings-as-hints.ts';
import { createProject } from '../../support/run-cli.ts';

const finding = {
  severity: 'HIGH',
  location: 'src/users.ts:2',
  issue: 'A query in a loop',
  principle: 'Query / N+1',
  recommendation: 'Ask once',
  effort: 'S',
};
const { effort: _, ...read } = finding;

function reading(value: unknown) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const root = createProject({ 'audit.json': text });
  return readAuditReport(createHost(), root, 'audit.json');
}

describe('an audit report', () => {
  it('is read with its findings at the top level, or by category', () => {
    expect(reading({ findings: [finding] })).toEqual([read]);
    const categories = [{ findings: [finding], score: 9 }, { findings: [finding] }];
    expect(reading({ categories })).toEqual([read, read]);
  });

  it('is read as SARIF, without results that have no line', () => {
    const at = (uri: string, startLine: number) => ({
      physicalLocation: { artifactLocation: { uri }, region: { startLine } },
    });
    const message = { text: 'Slow.' };
    const results = [
      { ruleId: 'n-plus-one', level: 'error', message, locations: [at('./src/a%20b.ts', 3)] },
      { message, locations: [at('src/c.ts', 9)] },
      { message, locations: [] },
    ];
    expect(reading({ version: '2.1.0', runs: [{ results }] })).toEqual([
      {
        severity: 'HIGH',
        location: 'src/a b.ts:3',
        issue: 'Slow.',
        principle: 'n-plus-one',
        recommendation: '',
      },
      {
        severity: 'MEDIUM',
        location: 'src/c.ts:9',
        issue: 'Slow.',
        principle: '',
        recommendation: '',
      },
    ]);
  });

  it('is read as SARIF from the root of a repository, without suppressed results', () => {
    const root = createProject({ 'services/orders/keep.txt': '' });
    const at = (uri: string, uriBaseId: string) => ({
      physicalLocation: { artifactLocation: { uri, uriBaseId }, region: { startLine: 3 } },
    });
    const message = { text: 'Slow.' };
    const sarif = {
      version: '2.1.0',
      runs: [
        {
          originalUriBaseIds: {
            TOP: { uri: `${pathToFileURL(root)}/` },
            ELSEWHERE: { uri: 'file:///elsewhere/' },
          },
          results: [
            { message, locations: [at('services/orders/a.ts', 'TOP')] },
            { message, locations: [at('b.ts', 'ELSEWHERE')] },
            { message, locations: [at('c.ts', 'TOP')], suppressions: [{ kind: 'external' }] },
            { message, locations: [at('d.ts', 'NONE')], suppressions: [{ status: 'rejected' }] },
          ],
        },
      ],
    };
    const host = createHost();
    const own = join(root, 'services/orders');
    host.files.writeAtomic(join(own, 'audit.sarif'), JSON.stringify(sarif));
    const locations = readAuditReport(host, own, 'audit.sarif').map(({ location }) => location);
    expect(locations).toEqual(['a.ts:3', 'b.ts:3', 'd.ts:3']);
  });

  it.each([
    ['garbage', 'slow!', '--audit-report audit.json cannot be read: it is not JSON'],
    ['nothing of an audit', '{}', 'findings'],
    ['a finding without a line', { findings: [{ ...finding, location: 'src' }] }, 'path:line'],
    [
      'a severity of its own',
      { findings: [{ ...finding, severity: 'BAD' }] },
      'findings[0].severity',
    ],
    ['SARIF of another version', { version: '1.0.0', runs: [] }, 'version'],
  ])('of %s is rejected, with what is wrong', (_what, value, text) => {
    expect(() => reading(value)).toThrow(text);
  });

  it('is named when missing', () => {
    expect(() => readAuditReport(createHost(), '/', 'no/such.json')).toThrow(
      '--audit-report no/such.json cannot be read: there is no such file',
    );
  });
});
