import type { Host } from '../../harness/host.ts';
import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { printNotice } from '../../registry/print-stderr-notice.ts';
import type { Reporter } from '../../reports/reporter.ts';
import type { ReportChoice } from '../options/report-format-choices.ts';
import {
  openReportTargets,
  openStderrVerdictTarget,
  type ReportContext,
  type ReportTarget,
  writeReports,
} from './write-reports-to-files-and-terminal.ts';

/** Reports a document twice: to people once its verdict is final, to every target at the end. */
interface EarlyVerdictReport {
  /** Called with the final verdict, when profiling of its causes begins. */
  readonly verdict: (document: ReportDocument) => Promise<void>;
  /** Called with the complete document: files get all of it, people what was not reported yet. */
  readonly complete: (document: ReportDocument) => void;
}

const PROFILING_NOTICE =
  'Profiling both sides to explain the change. --no-explain skips this step.';

/**
 * Opens the targets of a command's reports. Only reports for people come in two parts: a program
 * that reads standard output gets one complete document, and the verdict goes to standard error
 * first. @throws UserError for a file that cannot be written.
 */
export async function openEarlyVerdictReport(
  host: Host,
  choices: readonly ReportChoice[],
  facts: ReportContext,
): Promise<EarlyVerdictReport> {
  const targets = await openReportTargets(host, choices);
  const forPeople = targets.filter(isForPeople);
  let earlier: ReportDocument | null = null;
  return {
    verdict: async (document) => {
      const targetsNow =
        forPeople.length > 0 ? forPeople.map(withoutEnding) : [await openStderrVerdictTarget()];
      writeReports(host, targetsNow, document, facts);
      earlier = document;
      printNotice(host, PROFILING_NOTICE);
    },
    complete: (document) => {
      const reported = earlier;
      const remaining =
        reported === null ? targets : targets.map((target) => onlyUnreported(target, reported));
      writeReports(host, remaining, document, facts);
    },
  };
}

function isForPeople({ place, reporter }: ReportTarget): boolean {
  return 'stream' in place && reporter.renderRest !== undefined;
}

/** Returns the target without the text that follows the rest of the report. */
function withoutEnding(target: ReportTarget): ReportTarget {
  const { id, render } = target.reporter;
  const reporter: Reporter = {
    id,
    render: (document, options) => render(document, { ...options, isContinued: true }),
  };
  return { ...target, reporter };
}

function onlyUnreported(target: ReportTarget, earlier: ReportDocument): ReportTarget {
  const { renderRest } = target.reporter;
  if (!isForPeople(target) || renderRest === undefined) return target;
  const reporter: Reporter = {
    id: target.reporter.id,
    render: (document, options) => renderRest(document, earlier, options),
  };
  return { ...target, reporter };
}
