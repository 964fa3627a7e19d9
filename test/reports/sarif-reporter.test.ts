/** SARIF of audits, validated by the schema of SARIF 2.1.0. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import type { RenderOptions } from '../../reports/reporter.ts';
import { sarifReporter } from '../../reports/sarif-reporter.ts';
import { auditDocuments } from '../../tools/golden/audit-documents.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';
import { readGoldenAudit, renderAudit } from '../support/render-audit.ts';

const OPTIONS = { width: 80, color: false };
const SCHEMA = join(import.meta.dirname, '../fixtures/sarif/sarif-2.1.0-rtm.5.json.gz');

const placeSchema = z.object({
  physicalLocation: z.object({
    artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string().optional() }),
    region: z.object({ startLine: z.int(), endLine: z.int().optional() }).optional(),
  }),
  message: z.object({ text: z.string() }).optional(),
});
const logSchema = z.object({
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          rules: z.array(
            z.object({
              id: z.string(),
              helpUri: z.string(),
              help: z.object({ text: z.string(), markdown: z.string() }),
            }),
          ),
        }),
      }),
      originalUriBaseIds: z.record(z.string(), z.object({ uri: z.string() })),
      invocations: z.array(
        z.object({
          executionSuccessful: z.boolean(),
          toolExecutionNotifications: z.array(
            z.object({
              level: z.string(),
              message: z.object({ text: z.string() }),
              locations: z.array(placeSchema).optional(),
            }),
          ),
        }),
      ),
      results: z.array(
        z.object({
          ruleId: z.string(),
          ruleIndex: z.int(),
          level: z.string(),
          message: z.object({ text: z.string() }),
          locations: z.array(placeSchema),
          relatedLocations: z.array(placeSchema).optional(),
          codeFlows: z
            .array(
              z.object({
                threadFlows: z.array(
                  z.object({ locations: z.array(z.object({ location: placeSchema })) }),
                ),
              }),
            )
            .optional(),
          partialFingerprints: z.record(z.string(), z.string()),
          suppressions: z
            .array(z.object({ kind: z.string(), justification: z.string() }))
            .optional(),
        }),
      ),
    }),
  ]),
});

function runOf(document: AuditReport, options: RenderOptions = OPTIONS) {
  return logSchema.parse(JSON.parse(renderAudit(sarifReporter, document, options))).runs[0];
}

/** Returns the schema with draft-4 `id` as `$id`; it uses nothing else specific to draft 4. */
function schemaOfSarif(): object {
  const { $schema: _, id, ...schema } = JSON.parse(gunzipSync(readFileSync(SCHEMA)).toString());
  return { ...schema, $id: id };
}

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
ajv.addFormat('uri', (text) => URL.canParse(text) && /^[\x21-\x7e]+$/u.test(text));
ajv.addFormat(
  'uri-reference',
  (text) => URL.canParse(text, 'file:///') && /^[\w.~:/?#@!$&'()*+,;=%-]*$/u.test(text),
);
ajv.addFormat('date-time', true);
const validate = ajv.compile(schemaOfSarif());

const audits = Object.entries(auditDocuments());

test('the SARIF of every audit is valid by the schema of SARIF 2.1.0', () => {
  for (const [name, document] of audits) {
    validate(JSON.parse(renderAudit(sarifReporter, document, OPTIONS)));
    expect(validate.errors ?? [], name).toEqual([]);
  }
});

test('the schema of SARIF rejects what is not SARIF', () => {
  const log = JSON.parse(renderAudit(sarifReporter, readGoldenAudit('audit-failed'), OPTIONS));
  for (const broken of [
    { ...log, version: '2.0.0' },
    { ...log, runs: [{ ...log.runs[0], tool: {} }] },
    { ...log, runs: [{ ...log.runs[0], results: [{ level: 'grave', message: { text: '' } }] }] },
  ]) {
    expect(validate(broken)).toBe(false);
  }
});

describe('a SARIF result', () => {
  const { results, tool } = runOf(readGoldenAudit('audit-failed'));
  const of = (rule: string) => {
    const found = results.filter(({ ruleId }) => ruleId === rule);
    if (found.length === 0) throw new Error(rule);
    return found;
  };

  test('has the level of its severity, and the worst comes first', () => {
    expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      'missing-rollback error',
      'blocking-io error',
      'n-update-delete-loop error',
      'redundant-fetch error',
      'transaction-wide warning',
      'over-fetching warning',
      'sync-sleep-in-async warning',
      'blocking-io note',
    ]);
  });

  test('has a rule with a help text, and the address of its page', () => {
    for (const { ruleId, ruleIndex } of results) {
      const rule = tool.driver.rules[ruleIndex];
      expect(rule?.id).toBe(ruleId);
      expect(rule?.helpUri).toMatch(new RegExp(`/docs/audit-rules/${ruleId}\\.md$`));
      for (const text of Object.values(rule?.help ?? {})) expect(text).toContain(rule?.helpUri);
    }
  });

  test('is suppressed with its reason when it is advisory', () => {
    const suppressed = results.filter((result) => result.suppressions !== undefined);
    expect(suppressed.map((result) => result.suppressions?.[0]?.justification)).toEqual([
      'a job, with a time limit, over less than 100 items',
      '[Planned: ADR-0007]',
    ]);
  });

  test('has its path through other functions and files, and no path when it stands alone', () => {
    const [refetch] = of('redundant-fetch');
    const steps = refetch?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => {
      const { artifactLocation, region } = location.physicalLocation;
      return `${artifactLocation.uri}:${region?.startLine}`;
    });
    expect(steps).toEqual([
      'repositories/jobs.py:57',
      'services/jobs.py:402',
      'services/jobs.py:434',
    ]);
    expect(refetch?.relatedLocations).toHaveLength(2);
    expect(of('missing-rollback')[0]?.codeFlows).toBeUndefined();
  });

  test('names its file percent-encoded, with each of its lines', () => {
    const [, hostile] = of('blocking-io');
    const { uri } = hostile?.locations[0]?.physicalLocation.artifactLocation ?? {};
    expect(uri).toBe(
      'web/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E%20%7C%20%60odd%60%20%5Ba%5D%28b%29/p%C3%A4ge%20100%25.ts',
    );
    expect(decodeURIComponent(uri ?? '')).toBe(
      'web/<img src=x onerror=alert(1)> | `odd` [a](b)/päge 100%.ts',
    );
    const region = of('n-update-delete-loop')[0]?.locations[0]?.physicalLocation.region;
    expect(region).toEqual({ startLine: 88, endLine: 91 });
  });

  test('makes no link of a name that looks like a link', () => {
    const [, hostile] = of('blocking-io');
    expect(hostile?.message.text).toContain('\\[the file\\](https://evil.example/)');
    expect(hostile?.message.text).not.toMatch(/(?<!\\)\[[^\]]*\]\(/u);
  });
});

test('SARIF names files relative to the top of the repository', () => {
  const place = { repository: '/repo one', project: '/repo one/services/a' };
  const { results, originalUriBaseIds } = runOf(readGoldenAudit('audit-found'), {
    ...OPTIONS,
    place,
  });
  expect(results[0]?.locations[0]?.physicalLocation.artifactLocation).toEqual({
    uri: 'services/a/services/jobs.py',
    uriBaseId: '%SRCROOT%',
  });
  expect(originalUriBaseIds).toEqual({ '%SRCROOT%': { uri: 'file:///repo%20one/' } });
});

describe('a fingerprint', () => {
  const document = readGoldenAudit('audit-many');
  const [first] = document.categories.filter(
    (category) => category.category === 'Runtime Performance',
  );
  if (first?.status !== 'completed') throw new Error('no findings');
  const moved = (by: number): AuditReport => ({
    ...document,
    categories: [
      {
        ...first,
        findings: first.findings.map((finding) => ({ ...finding, line: finding.line + by })),
      },
    ],
  });
  const printsOf = (auditReport: AuditReport): readonly string[] =>
    runOf(auditReport).results.flatMap(({ partialFingerprints }) =>
      Object.values(partialFingerprints),
    );

  test('stays the same when lines move', () => {
    expect(printsOf(moved(7))).toEqual(printsOf(moved(0)));
  });

  test('belongs to one finding only, however similar findings are', () => {
    const prints = printsOf(document);
    expect(prints).toHaveLength(45);
    expect(new Set(prints).size).toBe(45);
  });
});

test('SARIF has a notification for each auditor, self-check and file that was left out', () => {
  const { invocations } = runOf(readGoldenAudit('audit-unfinished'));
  expect(invocations[0]?.executionSuccessful).toBe(false);
  expect(
    invocations[0]?.toolExecutionNotifications.map(
      ({ level, message }) => `${level} ${message.text}`,
    ),
  ).toEqual([
    'error Transaction Correctness was not audited: it ended with signal SIGKILL.',
    'note Runtime Performance was not audited: nothing here runs an event loop.',
    'error Not done: auditors finished.',
  ]);
  const failed = runOf(readGoldenAudit('audit-failed')).invocations[0];
  expect(failed?.executionSuccessful).toBe(false);
  expect(failed?.toolExecutionNotifications.map(({ level }) => level)).toEqual([
    'error',
    'error',
    'note',
    'note',
  ]);
  const skipped = failed?.toolExecutionNotifications.find(({ level }) => level === 'note');
  expect(skipped?.locations?.[0]?.physicalLocation.artifactLocation.uri).toBe(
    'src/odd%20%3Cb%3E.ts',
  );
});

test('the SARIF reporter rejects a document that is not an audit', () => {
  const gate = goldenDocuments()['gate-mixed'];
  if (gate === undefined) throw new Error('gate-mixed');
  expect(() => sarifReporter.render(gate, OPTIONS)).toThrow(
    'SARIF reports findings tied to lines of code, but perf-harness/gate@1 contains none.',
  );
});
