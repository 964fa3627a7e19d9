/** Generates Python code that loads a project file as `module`, wherever its packages are. */
export function generatePythonImport(file: string): string {
  return `import importlib.util
import sys

sys.path[:0] = [".", "src"]
spec = importlib.util.spec_from_file_location("subject", ${formatPythonString(file)})
module = importlib.util.module_from_spec(spec)
sys.modules["subject"] = module
spec.loader.exec_module(module)
`;
}

/** A text as Python writes it: JSON's escapes are Python's. */
export function formatPythonString(text: string): string {
  return JSON.stringify(text);
}
