-- The tables of the time before Flyway. A database of that time has them already.

CREATE TABLE IF NOT EXISTS spo_run (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(200) NOT NULL UNIQUE,
    token BIGINT NOT NULL,
    holder VARCHAR(300),
    since TIMESTAMP WITH TIME ZONE,
    lease_until TIMESTAMP WITH TIME ZONE
);

CREATE TABLE IF NOT EXISTS spo_file (
    run BIGINT NOT NULL REFERENCES spo_run (id),
    path VARCHAR(400) NOT NULL,
    part BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (run, path, part)
);

CREATE TABLE IF NOT EXISTS spo_job (
    id VARCHAR(40) PRIMARY KEY,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    owner VARCHAR(64) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    name VARCHAR(200) NOT NULL,
    state VARCHAR(20) NOT NULL,
    cancelling BOOLEAN NOT NULL,
    claim BIGINT NOT NULL,
    events BIGINT NOT NULL,
    request_key VARCHAR(100),
    request_hash VARCHAR(64),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    result TEXT,
    error TEXT,
    UNIQUE (owner, request_key)
);

CREATE INDEX IF NOT EXISTS spo_job_by_owner ON spo_job (owner, number);

CREATE INDEX IF NOT EXISTS spo_job_by_owner_and_state ON spo_job (owner, state);

CREATE INDEX IF NOT EXISTS spo_job_by_state ON spo_job (state);

CREATE TABLE IF NOT EXISTS spo_job_owner (owner VARCHAR(64) PRIMARY KEY);

CREATE TABLE IF NOT EXISTS spo_job_event (
    job VARCHAR(40) NOT NULL REFERENCES spo_job (id),
    number BIGINT NOT NULL,
    type VARCHAR(20) NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (job, number)
);

CREATE TABLE IF NOT EXISTS spo_task (
    task_name VARCHAR(100) NOT NULL,
    task_instance VARCHAR(100) NOT NULL,
    task_data BYTEA,
    execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
    picked BOOLEAN NOT NULL,
    picked_by VARCHAR(300),
    last_success TIMESTAMP WITH TIME ZONE,
    last_failure TIMESTAMP WITH TIME ZONE,
    consecutive_failures INT,
    last_heartbeat TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    priority SMALLINT,
    PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX IF NOT EXISTS spo_task_by_time ON spo_task (execution_time);

CREATE INDEX IF NOT EXISTS spo_task_by_heartbeat ON spo_task (last_heartbeat);
