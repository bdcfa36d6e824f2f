"""Files in: a folder of documented sheets becomes drafts, and the services of the rooms write them.

`folder.import_folder` reads and writes, `templates.write_templates` makes the empty sheets. Nothing here knows a room:
sheets are descriptors of the registry (`ImportSheet`).
"""
