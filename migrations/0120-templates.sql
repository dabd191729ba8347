-- A company's own templates of papers. Those that come with the house lie in templates/ and in no table.
create table template (
  id bigint generated always as identity primary key,
  kind text not null,
  made_at timestamptz not null,
  made_by text not null,
  retired_at timestamptz,
  retired_by text
);
-- What a template is and for which papers, version by version. Printed papers name theirs, so that none is changed once it is approved.
create table template_version (
  template_id bigint not null references template,
  version int not null check (version > 0),
  name text not null,
  shop_id bigint references shop,
  carrier text,
  product text,
  tongue text check (tongue in ('zh-CN', 'zh-TW', 'en')),
  layout jsonb not null,
  changed_at timestamptz not null,
  changed_by bigint not null,
  changer text not null,
  approved_at timestamptz,
  approved_by bigint,
  approver text,
  primary key (template_id, version),
  check ((approved_at is null) = (approved_by is null)),
  check (approved_by <> changed_by)
);
