-- These have been moved to spo_document.
ALTER TABLE spo_job DROP COLUMN IF EXISTS request;
ALTER TABLE spo_job DROP COLUMN IF EXISTS result;

-- Which process has claimed the job, and how often such a process has died.
ALTER TABLE spo_job ADD COLUMN IF NOT EXISTS holder VARCHAR(40);
ALTER TABLE spo_job ADD COLUMN IF NOT EXISTS crashes INT DEFAULT 0 NOT NULL;

CREATE INDEX IF NOT EXISTS spo_job_by_end ON spo_job (ended_at);
