/** Interface for plugins that store files. */

export { parseVersioned } from '../../harness/history/parse-versioned-json.ts';
export { ensureStateFolder } from '../../harness/history/project-state-folder.ts';
export { createReportDocumentStore } from '../../harness/history/report-document-store.ts';
export { acquireFileLock } from '../../harness/history/store/history-file-lock.ts';
export { readDocumentHead } from '../../harness/history/timestamped-json-document-files.ts';
export { acquireNameLock } from '../../harness/host/lock/measurement-lock-address.ts';
export { tryParseJson } from '../../harness/model/value/try-parse-json.ts';
