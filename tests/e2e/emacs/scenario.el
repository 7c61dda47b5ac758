;;; scenario.el --- What a user of Emacs does in a notebook, step by step  -*- lexical-binding: t -*-
;;; Commentary:
;; Runs without a screen.  Only Eglot's own commands are used: what they need from Lumen must come from the server.  The
;; settings are those of docs/other-editors.md, which the test writes into a file.
;;; Code:
(require 'seq)
(package-initialize)
(load (getenv "LUMEN_SETTINGS") nil t)
(require 'eglot)
(require 'flymake)

(defun lumen-test-wait (what condition)
  "Wait until the function CONDITION gives something, or fail with WHAT: half a minute, which only a fault needs."
  (let ((end (+ (float-time) 30)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end)
        (message "%s" (buffer-substring-no-properties (point-min) (point-max)))
        (error "Waited for %s" what))
      (accept-process-output nil 0.05))
    found))

(defun lumen-test-has (text)
  "Whether the buffer has TEXT."
  (save-excursion (goto-char (point-min)) (search-forward text nil t)))

(defun lumen-test-go-to (text)
  "Put point at the beginning of TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun lumen-test-pause ()
  "Tell the server of changes, as Eglot does when its user pauses: without a screen nobody is idle."
  (eglot--signal-textDocument/didChange)
  (let ((end (+ (float-time) 0.5)))
    (while (< (float-time) end)
      (accept-process-output nil 0.05))))

(defmacro lumen-test-step (name &rest body)
  "Run BODY and say that NAME held."
  (declare (indent 1))
  `(progn ,@body (message "ok %s" ,name)))

(defun lumen-test-act (title)
  "Choose the code action at point whose title begins with TITLE, as \\[eglot-code-actions] does."
  (let ((last-nonmenu-event t)
        (completing-read-function
         (lambda (_prompt titles &rest _)
           (or (seq-find (lambda (each) (string-prefix-p title each)) (mapcar #'car titles))
               (error "No action %s among %S" title titles)))))
    (call-interactively #'eglot-code-actions)))

(setq eglot-sync-connect t
      flymake-start-on-flymake-mode t)

(lumen-test-step "a notebook starts the server"
  (find-file (getenv "LUMEN_NOTEBOOK"))
  (cl-assert (eq major-mode 'lumen-mode) t)
  (run-hooks 'post-command-hook)
  (lumen-test-wait "the server" #'eglot-managed-p))

(let ((before (buffer-string)))
  (lumen-test-step "a question is asked by a code action: SQL, table, chart and words stand below it"
    (buffer-enable-undo)
    (lumen-test-go-to "How many flights are there per month?")
    (undo-boundary)
    (lumen-test-act "Ask")
    (lumen-test-wait "the answer" (lambda () (lumen-test-has "<!-- lumen:end -->")))
    (lumen-test-pause)
    (dolist (text '("```sql" "<!-- lumen:result" "```vega-lite" "](#"))
      (cl-assert (lumen-test-has text) t "No %s in %s" text (buffer-string))))
  (lumen-test-step "one undo takes it away, and redo brings it back"
    (let ((answered (buffer-string)))
      (undo-boundary)
      (undo)
      (cl-assert (equal (buffer-string) before) t)
      (lumen-test-pause)
      (undo-boundary)
      (undo)
      (cl-assert (equal (buffer-string) answered) t)
      (lumen-test-pause))))

(lumen-test-step "edited SQL runs as it stands"
  (lumen-test-go-to "ORDER BY")
  (end-of-line)
  (insert " DESC")
  (lumen-test-act "Run flights_month")
  (lumen-test-wait "the other order"
                   (lambda ()
                     (save-excursion
                       (goto-char (point-min))
                       (re-search-forward "|[ -]+2001-03-01[^\n]*\n[^\n]*2001-02-01" nil t)))))

(lumen-test-step "an error in the SQL is shown at its place"
  (lumen-test-go-to "FROM flights")
  (insert "FROM ")
  (lumen-test-wait "the error"
                   (lambda ()
                     (lumen-test-pause)
                     (seq-find (lambda (each) (<= (flymake-diagnostic-beg each) (line-end-position)))
                               (seq-filter (lambda (each) (>= (flymake-diagnostic-end each) (line-beginning-position)))
                                           (flymake-diagnostics))))))

(lumen-test-step "the server ends with its editor"
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server)))

(message "done")
(kill-emacs 0)
;;; scenario.el ends here
