import type { CallSite } from '../../../../analysis/index.ts';
import { classifyExternalWork } from '../../../analysis/classify-work-outside-database.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Names of calls that send something elsewhere: a mail, a message, a file. */
const SENDS =
  /(?:^|[._])(?:send|deliver|upload)(?:_?(?:e?mail|message|notification|sms|push|file|object|reminder)s?)?(?:_?with_?\w*)?$|(?:^|\.)(?:upload|put)\w*File\w*$|(?:^|\.)send(?:E?[mM]ail|Message|Notification|Sms|Push|Reminder)\w*$/u;

/** True if a call waits for a service other than the database. */
export function isExternalServiceCall(audited: AuditedCode, site: CallSite): boolean {
  const { call } = site;
  if (call.type === 'I/O-Network' || call.type === 'External') return true;
  return SENDS.test(call.callee) || classifyExternalWork(audited, site) === 'service';
}
