"""Encryption at rest: fields that the database holds as ciphertext, and keyed hashes.

``fields.EncryptedTextField`` for free text, addresses and identifiers, ``fields.KeyedHashField``
beside an identifier that has to be found again, ``keys.keyed_hash`` for what is only ever compared.
docs/operators.md says how keys are made and rotated.
"""
