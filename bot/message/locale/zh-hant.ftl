# What traditional Chinese says in other words than simplified does; all else is zh.ftl in its script.

language_name = 繁體中文
