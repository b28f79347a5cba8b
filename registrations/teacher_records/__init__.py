"""The Teaching Record System (TRS): who holds which TRN, asked of the Department for Education.

`gateway.look_up` is the one call the registration journey makes. `client` is the typed API client, `fake` a server that
behaves like the real one. docs/teacher-records.md tells how they are used, docs/adr/0010-teacher-records-client.md why.
"""
