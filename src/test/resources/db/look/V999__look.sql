create table looked as
select current_setting('lock_timeout') as lock_timeout, current_setting('statement_timeout') as statement_timeout;
