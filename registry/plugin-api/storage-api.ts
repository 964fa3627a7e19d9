/** Interface for plugins that store files. */
export { readDocumentHead } from '../../harness/history/document-files.ts';
export { parseVersioned } from '../../harness/history/parse-versioned-json.ts';
export { clearAbandoned, ensureStateFolder } from '../../harness/history/state-folder.ts';
export { acquireFileLock } from '../../harness/history/store/file-lock.ts';
export { acquireNameLock } from '../../harness/host/named-lock.ts';
export { readChangeTime, resolveRealPath, stampFile } from '../../harness/host/folder-trees.ts';
