// A first notebook: a file with a name, since connections are found relative to it.
import * as vscode from 'vscode';

const template = `---
connection: ./data              # a folder of CSV, JSON or Parquet files, a .duckdb file, a URL, or the name of a connection
---
# New notebook

What data is there?
`;

export async function newNotebook(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: 'New Lumen notebook',
    saveLabel: 'Make Notebook',
    filters: { 'Lumen notebooks': ['lumen.md'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'questions.lumen.md') }),
  });
  if (!chosen) return;
  const uri = chosen.path.endsWith('.lumen.md') ? chosen : chosen.with({ path: `${chosen.path.replace(/(\.lumen)?(\.md)?$/, '')}.lumen.md` });
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true, contents: Buffer.from(template) });
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(uri);
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
}
