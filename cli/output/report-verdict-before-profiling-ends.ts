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
interface VerdictFirst {
  /** Called with the final verdict, when profiling of its causes begins. */
  readonly verdict: (document: ReportDocument) => Promise<void>;
  /** Called with the complete document: files get all of it, people what was not reported yet. */
  readonly whole: (document: ReportDocument) => void;
}

const FOLLOWS = 'Profiling both sides to explain the change. --no-explain skips this step.';

/**
 * Opens the targets of a command's reports. Only reports for people come in two parts: a program
 * that reads standard output gets one complete document, and the verdict goes to standard error
 * first. @throws UserError for a file that cannot be written.
 */
export async function openEarlyVerdictReport(
  host: Host,
  wanted: readonly ReportChoice[],
  facts: ReportContext,
): Promise<VerdictFirst> {
  const targets = await openReportTargets(host, wanted);
  const forPeople = targets.filter(isForPeople);
  let earlier: ReportDocument | null = null;
  return {
    verdict: async (document) => {
      const told =
        forPeople.length > 0 ? forPeople.map(continued) : [await openStderrVerdictTarget()];
      writeReports(host, told, document, facts);
      earlier = document;
      printNotice(host, FOLLOWS);
    },
    whole: (document) => {
      const known = earlier;
      const left = known === null ? targets : targets.map((target) => restOf(target, known));
      writeReports(host, left, document, facts);
    },
  };
}

function isForPeople({ place, reporter }: ReportTarget): boolean {
  return 'stream' in place && reporter.renderRest !== undefined;
}

/** Returns the target without the text that follows the rest of the report. */
function continued(target: ReportTarget): ReportTarget {
  const { id, render } = target.reporter;
  const reporter: Reporter = {
    id,
    render: (document, options) => render(document, { ...options, isContinued: true }),
  };
  return { ...target, reporter };
}

function restOf(target: ReportTarget, earlier: ReportDocument): ReportTarget {
  const { renderRest } = target.reporter;
  if (!isForPeople(target) || renderRest === undefined) return target;
  const rest: Reporter = {
    id: target.reporter.id,
    render: (document, options) => renderRest(document, earlier, options),
  };
  return { ...target, reporter: rest };
}
