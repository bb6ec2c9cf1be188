<?php
// Installs a site of its own into the database that wp-config.php names, and prints an application password of each user as JSON.
$address = $argv[1];
$_SERVER += ['HTTP_HOST' => parse_url($address, PHP_URL_HOST), 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
define('WP_INSTALLING', true);
require __DIR__ . '/site/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
wp_install('A newsroom', 'administrator', 'administrator@outlet.example', true, '', 'administrator');
switch_theme('plain');
update_option('permalink_structure', '/%postname%/');
$roles = [
    'administrator' => '', 'editor' => 'editor', 'author' => 'author', 'contributor' => 'contributor', 'subscriber' => 'subscriber',
    'accept' => 'author', 'refuse' => 'subscriber', 'defer' => 'author', 'fail-once' => 'author', 'stall' => 'author',
];
$passwords = [];
foreach ($roles as $name => $role) {
    $user = ['user_login' => $name, 'user_pass' => "password of $name", 'user_email' => "$name@outlet.example", 'role' => $role];
    $id = $role === '' ? 1 : wp_insert_user($user);
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Dateline']);
    $passwords[$name] = WP_Application_Passwords::chunk_password($password);
}
echo json_encode($passwords);
