/** Whatever the format, the facts are the same. */
import { describe, expect, test } from 'vitest';
import { AUDIT_SCHEMA } from '../../harness/model/documents/audit-document.ts';
import { BISECT_SCHEMA } from '../../harness/model/documents/bisect-document.ts';
import { CAPACITY_SCHEMA } from '../../harness/model/documents/capacity-document.ts';
import { CHECKLIST_SCHEMA } from '../../harness/model/documents/checklist-document.ts';
import { COMPARISON_SCHEMA, REPORT_SCHEMA } from '../../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../../harness/model/documents/gate-document.ts';
import { HISTORY_SCHEMA } from '../../harness/model/documents/history-document.ts';
import { INVESTIGATION_SCHEMA } from '../../harness/model/documents/investigation-document.ts';
import { OPTIMIZATION_SCHEMA } from '../../harness/model/documents/optimization-document.ts';
import { PATCH_CHECK_SCHEMA } from '../../harness/model/documents/patch-check-document.ts';
import { PROFILE_DIFF_SCHEMA } from '../../harness/model/documents/profile-diff-document.ts';
import { PROFILE_SCHEMA } from '../../harness/model/documents/profile-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { agentReporter } from '../../reports/agent.ts';
import { commentReporter } from '../../reports/comment.ts';
import { auditFacts } from '../../reports/facts/audit/audit-facts.ts';
import { bisectFacts } from '../../reports/facts/bisect/bisect-facts.ts';
import { capacityFacts } from '../../reports/facts/capacity/capacity-facts.ts';
import { checklistFacts } from '../../reports/facts/checklist/checklist-facts.ts';
import { comparisonFacts } from '../../reports/facts/comparison/comparison-facts.ts';
import { gateFacts } from '../../reports/facts/gate/gate-facts.ts';
import { historyFacts } from '../../reports/facts/history/history-facts.ts';
import { investigationFacts } from '../../reports/facts/investigation/investigation-facts.ts';
import { optimizationFacts } from '../../reports/facts/optimization/optimization-facts.ts';
import { patchFacts } from '../../reports/facts/patch/patch-facts.ts';
import { profileDiffFacts } from '../../reports/facts/profile/profile-diff-facts.ts';
import { profileFacts } from '../../reports/facts/profile/profile-facts.ts';
import { reportFacts } from '../../reports/facts/run/report-facts.ts';
import { githubReporter } from '../../reports/github.ts';
import { htmlReporter } from '../../reports/html.ts';
import { junitReporter } from '../../reports/junit.ts';
import { escapeMarkdown } from '../../reports/markdown/escape.ts';
import { markdownReporter } from '../../reports/markdown.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';

// Wide enough that nothing is cut or wrapped.
const WIDE = { width: 1_000, color: false };
function factsOf(document: ReportDocument) {
  switch (document.schema) {
    case REPORT_SCHEMA:
      return reportFacts(document, {});
    case COMPARISON_SCHEMA:
      return comparisonFacts(document, {});
    case GATE_SCHEMA:
      return gateFacts(document);
    case BISECT_SCHEMA:
      return bisectFacts(document);
    case CAPACITY_SCHEMA:
      return capacityFacts(document);
    case PROFILE_SCHEMA:
      return profileFacts(document);
    case PROFILE_DIFF_SCHEMA:
      return profileDiffFacts(document);
    case OPTIMIZATION_SCHEMA:
      return optimizationFacts(document);
    case CHECKLIST_SCHEMA:
      return checklistFacts(document);
    case PATCH_CHECK_SCHEMA:
      return patchFacts(document);
    case AUDIT_SCHEMA:
      return auditFacts(document);
    case HISTORY_SCHEMA:
      return historyFacts(document);
    case INVESTIGATION_SCHEMA:
      return investigationFacts(document);
  }
}

/** How each document says how it ended. */
function endOf(document: ReportDocument): string {
  switch (document.schema) {
    case BISECT_SCHEMA:
    case CAPACITY_SCHEMA:
    case OPTIMIZATION_SCHEMA:
    case PATCH_CHECK_SCHEMA:
      return `outcome=${document.outcome}`;
    case PROFILE_SCHEMA:
    case PROFILE_DIFF_SCHEMA:
      return `state=${document.state}`;
    case HISTORY_SCHEMA:
      return `view=${document.view}`;
    case INVESTIGATION_SCHEMA:
      return 'service=';
    default:
      return `verdict=${document.verdict}`;
  }
}

const documents = Object.entries(goldenDocuments());

describe.each(documents)('%s', (_name, document) => {
  const terminal = terminalReporter.render(document, WIDE);
  const markdown = markdownReporter.render(document, WIDE);
  const agent = agentReporter.render(document, WIDE);
  const junit = junitReporter.render(document, WIDE);

  test('the sentence of the verdict and the next command are in every report for readers', () => {
    const { headline, next } = factsOf(document);
    expect(terminal).toContain(headline.sentence);
    expect(markdown).toContain(escapeMarkdown(headline.sentence));
    expect(agent).toContain(JSON.stringify(headline.sentence));
    expect(agent).toMatch(
      new RegExp(
        `^(report|comparison|gate|bisect|capacity|profile|difference|optimization|checklist|patch|audit|history|investigation) .*${endOf(document)}`,
      ),
    );
    // After a gate that passes, or where there is nothing to find, there is nothing to do.
    const isDone =
      (document.schema === GATE_SCHEMA && document.verdict === 'pass') ||
      (document.schema === HISTORY_SCHEMA && factsOf(document).headline.word !== 'open') ||
      (document.schema === CHECKLIST_SCHEMA && document.verdict === 'pass') ||
      (document.schema === AUDIT_SCHEMA &&
        Object.values(document.severity_summary).every((count) => count === 0)) ||
      (document.schema === INVESTIGATION_SCHEMA && document.conclusion === 'nothing to explain') ||
      (document.schema === BISECT_SCHEMA && document.outcome === 'ends-alike') ||
      (document.schema === CAPACITY_SCHEMA && document.outcome === 'found') ||
      ((document.schema === PROFILE_SCHEMA || document.schema === PROFILE_DIFF_SCHEMA) &&
        document.file === null);
    expect(next === null).toBe(isDone);
    if (next === null) return;
    expect(terminal).toContain(next.command);
    expect(markdown).toContain(next.command);
    expect(agent).toMatch(/command="(?:perf-harness|git) /);
  });

  if (document.schema === REPORT_SCHEMA) {
    test('every metric, budget, failure and finding is in terminal, markdown and agent report', () => {
      const { runs, footnotes } = reportFacts(document, {});
      // The overview stands for those without trouble where there are many.
      const inFull = runs.length > 12 ? runs.filter(({ outcome }) => outcome !== 'pass') : runs;
      for (const run of inFull) {
        for (const { name, center, interval } of run.metrics) {
          expect(terminal).toMatch(line(name, center, interval));
          expect(markdown).toMatch(line(name, center, interval));
          expect(agent).toContain(`name=${name} center=`);
        }
        for (const { metric, limit, value, distance } of run.budgets) {
          expect(terminal).toMatch(line(metric, limit, value, distance));
          expect(markdown).toMatch(line(metric, escapeMarkdown(limit), value, distance));
          expect(agent).toContain(`metric=${metric} limit="${limit}"`);
          expect(junit).toContain(
            `name="${metric} ${limit.replace('<', '&lt;').replace('>', '&gt;')}"`,
          );
        }
        for (const { message, output } of run.failures) {
          for (const text of [terminal, markdown, junit, agent]) expect(text).toContain(message);
          for (const one of output) expect(terminal).toContain(one);
        }
        for (const { reason } of run.unavailable) {
          for (const text of [terminal, markdown, agent]) expect(text).toContain(reason);
        }
        expect(terminal).toContain(run.id);
        expect(markdown).toContain(run.id);
        expect(agent).toContain(run.id);
      }
      for (const { message, remedy } of footnotes) {
        expect(terminal).toContain(message);
        expect(markdown).toContain(escapeMarkdown(message));
        if (remedy === null) continue;
        expect(terminal).toContain(`→ ${remedy}`);
        expect(markdown).toContain(escapeMarkdown(remedy));
      }
    });
  }
});

describe.each(documents.filter(([, { schema }]) => schema === GATE_SCHEMA))(
  '%s',
  (_name, document) => {
    if (document.schema !== GATE_SCHEMA) return;
    const facts = gateFacts(document);

    test('every check that needs a look is explained in a line, with the command that shows it again', () => {
      const rendered = {
        terminal: terminalReporter.render(document, WIDE),
        agent: agentReporter.render(document, WIDE),
        junit: xmlText(junitReporter.render(document, WIDE)),
        github: githubReporter.render(document, WIDE),
      };
      const markdown = markdownReporter.render(document, WIDE);
      for (const { line: said, reproduce } of facts.open) {
        for (const [name, text] of Object.entries(rendered)) {
          const own = name === 'github' ? said.replaceAll('%', '%25') : said;
          expect(text, name).toContain(name === 'agent' ? JSON.stringify(own).slice(1, -1) : own);
        }
        expect(markdown).toContain(escapeMarkdown(said));
        expect(rendered.terminal).toContain(reproduce);
      }
    });

    test('nothing in it is redder than its exit code', () => {
      const junit = junitReporter.render(document, WIDE);
      const github = githubReporter.render(document, WIDE);
      const isRed = /<(failure|error) /.test(junit) || /^::error/m.test(github);
      expect(isRed).toBe(document.exit_code !== 0);
    });
  },
);

/** XML's escapes taken back. */
function xmlText(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#10;', '\n')
    .replaceAll('&amp;', '&');
}

/** Markup that stands for the characters of a plain text. */
const inXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

describe.each(documents.filter(([, { schema }]) => schema === COMPARISON_SCHEMA))(
  'the comparison %s',
  (_name, document) => {
    if (document.schema !== COMPARISON_SCHEMA) throw new Error('no comparison');
    const facts = comparisonFacts(document, {});
    const terminal = terminalReporter.render(document, WIDE);
    const markdown = markdownReporter.render(document, WIDE);
    const comment = commentReporter.render(document, WIDE);
    const agent = agentReporter.render(document, WIDE);
    const junit = junitReporter.render(document, WIDE);
    const page = htmlReporter.render(document, WIDE);
    const annotations = githubReporter.render(document, WIDE).replaceAll('%25', '%');

    test('has every gated metric in every report: what, by how much, interval, pairs, margin', () => {
      for (const fact of facts.comparisons.filter(({ comparison }) => comparison.gated)) {
        const { line: said, metric, change, interval, pairs, margin, floor, verdict } = fact;
        expect(terminal).toContain(said);
        expect(junit).toContain(inXml(said));
        expect(page).toContain(said);
        const count = pairs.replace(/ pairs?$/, '');
        for (const text of [markdown, comment]) {
          // Numbers there keep their units by blanks that do not break.
          expect(text.replaceAll('\u00a0', ' ')).toMatch(
            line(verdict, `**${metric}**`, change, interval, count, margin, floor),
          );
        }
        expect(agent).toContain(`metric=${metric} verdict=${verdict}`);
        const isQuiet = verdict === 'unchanged' || verdict === 'improved';
        if (!isQuiet) expect(annotations).toContain(said);
      }
    });

    test('has every metric that is not gated after those that are, in every report for readers', () => {
      for (const { scenario, gated, others } of facts.scenarios) {
        for (const { metric, change } of others) {
          expect(terminal).toMatch(line(metric, change));
          expect(markdown.replaceAll('\u00a0', ' ')).toMatch(
            line(escapeMarkdown(scenario), metric, change),
          );
          const [last] = gated.slice(-1);
          if (last === undefined) continue;
          const from = terminal.indexOf(scenario);
          expect(terminal.indexOf(`  ${metric} `, from)).toBeGreaterThan(
            terminal.indexOf(`  ${last.metric} `, from),
          );
        }
      }
    });

    test('says how to measure it again, and what could have been seen', () => {
      for (const { reproduce, floor } of facts.scenarios) {
        if (floor !== '') for (const text of [terminal, page, junit]) expect(text).toContain(floor);
        if (reproduce === null) continue;
        expect(terminal).toContain(`\n  ${reproduce}\n`);
        expect(markdown).toContain(reproduce);
        expect(agent).toContain(JSON.stringify(reproduce));
        expect(junit).toContain(inXml(reproduce));
      }
    });

    test('leaves probabilities to programs and to the page', () => {
      for (const text of [terminal, markdown, comment, agent, junit, annotations]) {
        expect(text).not.toMatch(/\bp(?:_value)?\s*[=<]|p-value/);
      }
    });
  },
);

describe.each(
  documents.filter(([, document]) => document.schema === PROFILE_SCHEMA && 'map' in document),
)('the performance map of %s', (_name, document) => {
  if (document.schema !== PROFILE_SCHEMA) throw new Error('no profile');
  const { map, busySentence } = profileFacts(document);
  if (map === null) throw new Error('no map');
  const terminal = terminalReporter.render(document, WIDE);
  const markdown = markdownReporter.render(document, WIDE);
  const comment = commentReporter.render(document, WIDE);
  const agent = agentReporter.render(document, WIDE);
  const page = htmlReporter.render(document, WIDE);
  const junit = junitReporter.render(document, WIDE);

  test('has every step with its share, its time and its place in every report for readers', () => {
    for (const { share, time, name, place, step } of map.steps) {
      expect(terminal).toMatch(line(share, time, name, step.step_type, place));
      for (const text of [markdown, comment]) {
        expect(text).toMatch(line(share, time, name, step.step_type, place));
      }
      expect(page).toContain(`aria-label="${name}: ${share} of an operation, ${time}, `);
      expect(agent).toContain(`step id=${step.id} share=`);
    }
  });

  test('has every bottleneck, whose turn it is, and what was suspected', () => {
    for (const { detail, place, share, bottleneck } of map.bottlenecks) {
      expect(terminal).toMatch(line(bottleneck.priority, share, bottleneck.type, place, detail));
      for (const text of [markdown, comment]) expect(text).toContain(escapeMarkdown(detail));
      for (const text of [page, junit]) expect(text).toContain(detail);
      expect(agent).toContain(`priority=${bottleneck.priority} step=${bottleneck.step}`);
    }
    for (const text of [terminal, markdown, comment, agent, page, junit]) {
      if (map.advice !== null) expect(text).toContain(map.advice);
    }
    for (const { description, note } of map.confirmed) {
      for (const text of [terminal, markdown, agent, page]) {
        expect(text).toContain(description);
        expect(text).toContain(note);
      }
    }
    for (const { suspicion } of map.dismissed) expect(agent).not.toContain(`id=${suspicion.id} `);
    for (const text of [terminal, markdown, page]) {
      if (map.dismissedText !== null) expect(text).toContain(map.dismissedText);
    }
  });

  test('has the line of the gate, and what the processor did', () => {
    for (const text of [terminal, agent, page]) expect(text).toContain(map.gate.line);
    // A skipped case says why, and no more.
    if (document.state === 'completed') expect(junit).toContain(map.gate.line);
    for (const text of [markdown, comment]) expect(text).toContain(escapeMarkdown(map.gate.line));
    if (busySentence === null) return;
    expect(terminal).toContain(busySentence);
    for (const text of [markdown, comment]) expect(text).toContain(escapeMarkdown(busySentence));
  });
});

describe.each(documents.filter(([, { schema }]) => schema === BISECT_SCHEMA))(
  'the bisection %s',
  (_name, document) => {
    if (document.schema !== BISECT_SCHEMA) throw new Error('no bisection');
    const facts = bisectFacts(document);
    const terminal = terminalReporter.render(document, WIDE);
    const markdown = markdownReporter.render(document, WIDE);
    const comment = commentReporter.render(document, WIDE);
    const agent = agentReporter.render(document, WIDE);
    const page = htmlReporter.render(document, WIDE);

    test('has every stop with its pairs, its ratio and what was left, in every report for readers', () => {
      for (const { number, place, change, left, likeliest, step } of facts.steps) {
        expect(terminal).toMatch(line(place, change, left, likeliest));
        for (const text of [markdown, comment]) {
          expect(text).toMatch(
            line(place, escapeMarkdown(change), left, escapeMarkdown(likeliest)),
          );
        }
        expect(page).toContain(likeliest);
        expect(agent).toContain(`step number=${number} measured=`);
        expect(agent).toContain(`pairs=${step.pairs.length}`);
      }
    });

    test('has the culprit with its commit and its files, and what it was measured against', () => {
      for (const { changes, files, comparison, against } of facts.culprits) {
        for (const { label, subject } of changes) {
          for (const text of [terminal, markdown, comment]) {
            expect(text).toContain(text === terminal ? label : label.replaceAll('`', ''));
          }
          if (subject === null) continue;
          expect(terminal).toContain(subject);
          expect(markdown).toContain(escapeMarkdown(subject));
        }
        for (const file of files) expect(terminal).toContain(file);
        expect(terminal).toContain(comparison.line);
        expect(terminal).toContain(against);
      }
    });

    test('sets what it took beside what other ways would have, as an estimate', () => {
      for (const sentence of facts.cost) {
        expect(terminal).toContain(sentence);
        expect(page).toContain(sentence);
      }
      const isFound = facts.culprits.length > 0;
      expect(facts.cost.join(' ').includes('Estimated')).toBe(isFound);
    });
  },
);

test('what is not known is never printed as no change', () => {
  for (const [, document] of documents) {
    if (document.schema !== COMPARISON_SCHEMA) continue;
    for (const { verdict, change, comparison } of comparisonFacts(document, {}).comparisons) {
      if (verdict === 'incomparable') expect(change).toBe('n/a');
      // Zero on both sides, and shown to be: that is known.
      if (verdict === 'unchanged') continue;
      if (comparison.ratio === null) expect(change).not.toMatch(/^[+-]?0/);
    }
  }
});

/** One line that holds all of these in this order. */
function line(...parts: readonly string[]): RegExp {
  return new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*'));
}
