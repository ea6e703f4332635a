"""Stale and withheld documents, rotated keys"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

#: the domain of a document that was there before: that of any of its stand-ins; one without any needs none
_DOMAINS = """
UPDATE document SET domain = coalesce((
    SELECT stand_in.domain FROM document_stand_in JOIN stand_in ON stand_in.id = document_stand_in.stand_in_id
    WHERE document_stand_in.document_id = document.id LIMIT 1
), '')
"""


def upgrade() -> None:
    # ADD COLUMN, and no copy of the table: dropping the old one would cascade to pages and chunks
    op.add_column('document', sa.Column('withheld', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('document', sa.Column('needs_upload', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('document', sa.Column('domain', sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_index('document_domain', 'document', ['collection_id', 'domain'])
    op.create_index('document_withheld', 'document', ['collection_id'], sqlite_where=sa.text('withheld = 1'))
    op.execute(_DOMAINS)
    op.add_column('stand_in', sa.Column('vault_epoch', sa.Integer(), server_default='1', nullable=False))
    op.create_table('policy_version',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('actions', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'version')
    )
    op.create_table('key_epoch',
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('epoch', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('purpose', 'epoch')
    )
